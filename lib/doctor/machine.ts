import { execFile } from 'node:child_process';
import { type Manifest, packModels, readManifest } from '../../lambda/face/models/manifest.ts';
import { checkManifest } from '../../layers/models/check-manifest.ts';
import { findModel, MODELS_DIR, searchDirsOf } from '../../layers/models/places.ts';
import { type CheckResult, failed, ok } from './check.ts';

/** The first major version that runs TypeScript as the scripts need it. The functions also use it. */
const NODE = 24;

/** Checks that the scripts run on the Node that the project installs. */
export function checkNode(version: string = process.versions.node): CheckResult {
  if (Number(version.split('.')[0]) >= NODE) return ok('Node', `Node ${version}.`);
  return failed(
    'Node',
    `Node ${version} is too old.`,
    `Run \`npm ci\`, which installs Node ${NODE}, and use \`npm run\`.`,
  );
}

/** Checks that the container image can be built: Docker, or the program that CDK_DOCKER names, must be running. */
export async function checkDocker(program = process.env.CDK_DOCKER || 'docker'): Promise<CheckResult> {
  const { code, stdout } = await run(program, ['version', '--format', '{{.Server.Version}}']);
  if (code === 0) return ok('Docker', `${program} ${stdout.trim()} is running.`);
  const why = code === 'ENOENT' ? 'is not installed' : 'is not running';
  const remedy = code === 'ENOENT' ? 'Install Docker, or name a substitute in CDK_DOCKER.' : 'Start Docker.';
  return failed('Docker', `${program} ${why}.`, `${remedy} Only a deployment needs it.`);
}

/**
 * Checks that every model of a pack is on this machine and has the right checksum.
 *
 * @param dirs folders to search, in this order
 */
export async function checkModels(pack: string, dirs?: readonly string[]): Promise<CheckResult> {
  const manifest: Manifest = await readManifest(MODELS_DIR, checkManifest);
  const { models } = packModels(manifest, pack);
  const refused: string[] = [];
  const missing: string[] = [];
  for (const model of models) {
    const folders = dirs ?? [MODELS_DIR, ...(await searchDirsOf())];
    const found = await findModel(model, folders, (file, why) => void refused.push(`${file}: ${why}`));
    if (found === null) missing.push(model.file);
  }
  if (missing.length === 0) return ok('Models', `${models.length} models of the pack ${pack} are here and verified.`);
  const why = refused.length === 0 ? '' : ` (${refused.join('; ')})`;
  return failed('Models', `Not here or not verified: ${missing.join(', ')}${why}.`, 'Run `npm run models`.');
}

function run(program: string, args: readonly string[]): Promise<{ code: unknown; stdout: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 30_000 }, (error, stdout) =>
      resolve({ code: error?.code ?? (error && 1) ?? 0, stdout }),
    );
  });
}
