/** `npm run models`: makes every model of a pack available and verified in layers/models; lists or compares all models. */
import { relative } from 'node:path';
import { type Manifest, packModels, readManifest } from '../lambda/face/models/manifest.ts';
import { command, runCommand, UsageError } from '../lib/cli/command.ts';
import { packOption } from '../lib/cli/pack-option.ts';

const FROM = ['--from <dir>', 'look in this folder first, for ONNX files and for files of the publishers'] as const;

type From = { readonly from: string | null };

/** Returns the folders to look in. One that was named and does not exist is wrong usage. */
async function searchDirs(from: string | null): Promise<string[]> {
  const { SearchFolderError, searchDirsOf } = await import('../layers/models/places.ts');
  return searchDirsOf(from).catch((error: unknown) => {
    throw error instanceof SearchFolderError ? new UsageError(error.message) : error;
  });
}

const models = command('npm run models --', 'Makes every model of a pack available and verified in layers/models.')
  .addOption(packOption('the models of this pack'))
  .option('--offline', 'never contact a publisher')
  .option(...FROM)
  .action(make);
models
  .command('list')
  .description('lists all models: role, version, licence, source, checksum, state')
  .option(...FROM)
  .action(async ({ from }: From) => {
    const { MODELS_DIR } = await import('../layers/models/places.ts');
    const { listing, listModels } = await import('../layers/models/list.ts');
    console.log((await listModels(MODELS_DIR, await searchDirs(from))).map(listing).join('\n\n'));
  });
models
  .command('compare')
  .description("converts the publishers' files and compares outputs and speed with the local ONNX files")
  .option(...FROM)
  .action(async ({ from }: From) => {
    const { MODELS_DIR } = await import('../layers/models/places.ts');
    await compare(await readManifest(MODELS_DIR), [...(await searchDirs(from)), MODELS_DIR]);
  });
await runCommand(models);

async function make({ pack, offline, from }: From & { pack: string; offline: boolean }): Promise<void> {
  const { MODELS_DIR } = await import('../layers/models/places.ts');
  const { ensureModels } = await import('../layers/models/fetch.ts');
  const { ensureCalibration } = await import('../layers/models/provisional-calibration.ts');
  const given = await searchDirs(from);
  await ensureModels({ pack, offline, searchDirs: given, report: (line) => console.log(line) });
  await checkInterfaces(MODELS_DIR, pack);
  const provisional = await ensureCalibration(MODELS_DIR, pack);
  if (provisional === null) return;
  const file = relative('.', provisional);
  console.log(
    `Warning: pack ${pack} had no calibration. ${file} lets it run, but only the same photo will match until ` +
      `\`npm run calibrate -- --images DIR --labels CSV --pack ${pack} --out ${file}\` replaces it.`,
  );
}

/** Loads every model of a pack once, which checks its input and output against the manifest. */
async function checkInterfaces(dir: string, pack: string): Promise<void> {
  const { loadModel } = await import('../lambda/face/models/onnx.ts');
  for (const model of packModels(await readManifest(dir), pack).models) {
    const loaded = await loadModel(dir, model, 1);
    await loaded.release();
  }
}

async function compare({ models }: Manifest, dirs: readonly string[]): Promise<void> {
  const { compareConversion } = await import('../layers/models/compare-conversion.ts');
  for (const model of models) {
    if (model.source.conversion === null) continue;
    const results = await compareConversion(model, dirs);
    if (results.length === 0) {
      console.log(`${model.name}: not compared, the publisher's files or the ONNX file are not here`);
    }
    for (const { made, sameBytes, maxDifference, minCosine, timeRatio } of results) {
      const then = made === 'rewritten' ? ' and rewritten' : '';
      console.log(
        `${model.name}: converted from ${model.source.conversion.from}${then}, ${sameBytes ? 'the same bytes' : 'other bytes'}, ` +
          `largest difference ${maxDifference.toExponential(1)}, smallest cosine ${minCosine.toFixed(7)}, ` +
          `processor time ${timeRatio.toFixed(3)} times that of the given file`,
      );
    }
  }
}
