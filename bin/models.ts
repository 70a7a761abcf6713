/**
 * `npm run models [-- --pack NAME] [--offline] [--from DIR]`: makes every model of a pack available and verified in
 * layers/models. `--list` tells of all models, `--compare` compares those converted here with given ONNX files.
 */
import { relative } from 'node:path';
import { DEFAULT_PACK, type Manifest, packModels } from '../lambda/face/models/manifest.ts';
import { loadModel } from '../lambda/face/models/onnx.ts';
import { readManifest } from '../lambda/face/models/read-manifest.ts';
import { compareConversion } from '../layers/models/compare-conversion.ts';
import { ensureModels } from '../layers/models/fetch.ts';
import { listing, listModels } from '../layers/models/list.ts';
import { MODELS_DIR, searchDirsOf } from '../layers/models/places.ts';
import { ensureCalibration } from '../layers/models/provisional-calibration.ts';
import { commandLine, runCommand, UsageError } from '../lib/cli/command-line.ts';

const USAGE = `Usage: npm run models [-- [--pack NAME] [--offline] [--from DIR] | --list [--from DIR] | --compare [--from DIR]]
--pack NAME   the models of this pack (${DEFAULT_PACK})
--offline     asks no publisher
--from DIR    looks in DIR first, for ONNX files and for files of the publishers
--list        tells of every model: role, version, licence, source, checksum, state
--compare     converts the publishers' files and compares outputs and speed with the ONNX files that are here`;

await runCommand(async () => {
  const flags = commandLine(
    process.argv.slice(2),
    {
      pack: { type: 'string' },
      offline: { type: 'boolean', default: false },
      from: { type: 'string' },
      list: { type: 'boolean', default: false },
      compare: { type: 'boolean', default: false },
    },
    USAGE,
  );
  const { list, offline, pack = DEFAULT_PACK } = flags;
  if (list && flags.compare) throw new UsageError(`Expected --list or --compare, not both.\n${USAGE}`);
  if ((list || flags.compare) && (offline || flags.pack !== undefined)) {
    const alone = list ? '--list' : '--compare';
    throw new UsageError(`${alone} is about all models and fetches none: leave --pack and --offline out.\n${USAGE}`);
  }
  const searchDirs = await searchDirsOf(flags.from);
  if (list) return console.log((await listModels(MODELS_DIR, searchDirs)).map(listing).join('\n\n'));
  const manifest = await readManifest(MODELS_DIR);
  if (flags.compare) return compare(manifest, [...searchDirs, MODELS_DIR]);
  await ensureModels({ pack, offline, searchDirs, report: (line) => console.log(line) });
  await checkInterfaces(manifest, pack);
  const provisional = await ensureCalibration(MODELS_DIR, pack);
  if (provisional === null) return;
  const file = relative('.', provisional);
  console.log(
    `Warning: pack ${pack} had no calibration. ${file} lets it run, but only the same picture will match until ` +
      `\`npm run calibrate -- --images DIR --pack ${pack} --out ${file}\` replaces it.`,
  );
});

/** Loads every model of a pack once, which holds it to what the manifest says of its input and output. */
async function checkInterfaces(manifest: Manifest, pack: string): Promise<void> {
  for (const model of packModels(manifest, pack).models) {
    const loaded = await loadModel(MODELS_DIR, model, 1);
    await loaded.release();
  }
}

async function compare({ models }: Manifest, dirs: readonly string[]): Promise<void> {
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
