/** `npm run damage`: cuts images off and changes bytes of them, and compares what is decoded with another decoder's reading. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { command, runCommand, UsageError, wholeNumber } from '../../lib/cli/command.ts';
import { progressBar } from '../../lib/cli/progress-bar.ts';
import { table } from '../../lib/cli/table.ts';
import { drawnFace } from '../../lib/pictures/drawn-face.ts';
import { FOREIGN_PICTURES } from '../support/oracles/foreign-pictures.ts';
import { noForeignTools } from '../support/oracles/tools.ts';
import { writeForeign } from '../support/oracles/write-foreign.ts';
import { type DamageReport, damageFiles } from './damage.ts';

const EXTENSIONS = ['.jpg', '.jpeg', '.png', '.bmp', '.tif', '.tiff'];
const SIDE = 129;

interface DamageOptions {
  readonly cuts: number;
  readonly bytes: number;
  readonly seed: number | null;
}

await runCommand(
  command(
    'npm run damage --',
    'Cuts pictures off and changes bytes of them. What is decoded all the same must be what another decoder reads.',
  )
    .argument('[paths...]', 'pictures and folders of them; without any, a drawn face as other programs write it')
    .option('--cuts <n>', 'places at which each file is cut off', wholeNumber(0, 10_000), 20)
    .option('--bytes <n>', 'places at which a byte is changed, one at a time', wholeNumber(0, 100_000), 50)
    .option('--seed <n>', 'another one each time by default; it is printed', wholeNumber(0, 2 ** 31))
    .action(run),
);

async function run(paths: readonly string[], { cuts, bytes, seed: given }: DamageOptions): Promise<void> {
  if (noForeignTools !== null) throw new UsageError(noForeignTools);
  const seed = given ?? Date.now() % 2 ** 31;
  process.stdout.write(`seed ${seed}\n`);
  const folder = await mkdtemp(join(tmpdir(), 'pictures-to-damage-'));
  try {
    if (paths.length === 0) await writeForeign(folder, drawnFace({ size: SIDE }), FOREIGN_PICTURES);
    const files =
      paths.length === 0 ? FOREIGN_PICTURES.map(({ file }) => join(folder, file)) : paths.flatMap(picturesOf);
    const total: DamageReport = { files: 0, copies: 0, refused: 0, harmless: 0, alike: 0, unread: 0, findings: [] };
    const progress = progressBar('files');
    for (const [i, path] of files.entries()) {
      add(total, await damageFiles([{ name: relative('.', path), bytes: readFileSync(path) }], { cuts, bytes, seed }));
      progress(i + 1, files.length);
    }
    const { findings, ...counts } = total;
    process.stdout.write(`${table([Object.keys(counts), Object.values(counts).map(String)], 'text', 6)}\n`);
    if (findings.length > 0) throw new Error(findings.join('\n'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function picturesOf(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  const found = globSync('**/*', { cwd: path }).filter((file) => EXTENSIONS.includes(extname(file).toLowerCase()));
  return found.toSorted().map((file) => join(path, file));
}

function add(total: DamageReport, { findings, ...counts }: DamageReport): void {
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) total[name] += counts[name];
  total.findings.push(...findings);
}
