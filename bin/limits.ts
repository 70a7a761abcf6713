/**
 * `npm run limits -- [--images DIR] [--people N] [--copies K] [--seed S] [--pack NAME] [--threshold T]`: where the limits of
 * LowQuality come from. Degrades photos, chooses limits on half of the people, judges them on the other half, and prints the
 * tables of docs/decisions/low-quality.md. Keeps nothing: no photo, name or embedding.
 */
import { resolve } from 'node:path';
import { loadPack } from '../lambda/face/load-pack.ts';
import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { ensureModels } from '../layers/models/fetch.ts';
import { resamplePeople } from '../lib/accuracy/measure/bootstrap.ts';
import { commandLine, realNumber, runCommand, wholeNumber } from '../lib/cli/command-line.ts';
import { progressBar } from '../lib/cli/progress-bar.ts';
import { ROOT } from '../lib/cli/root.ts';
import { genuinePairs, missed } from '../lib/hard-pictures/limits/pairs.ts';
import { halves, makeSample } from '../lib/hard-pictures/limits/sample.ts';
import * as tables from '../lib/hard-pictures/limits/tables.ts';
import { startPicturePool } from '../lib/hard-pictures/pool/pool.ts';
import { peopleOf } from '../lib/hard-pictures/sheets/photos.ts';

const USAGE = `Usage: npm run limits -- [options]
  --images DIR    a subfolder of photos for each person (default ../shared/faces/lfw-dev)
  --people N      people of whom copies are made, at most (default 400)
  --copies K      copies of each of up to three photos of theirs (default 5)
  --pack NAME     set of models (default retail-0095)
  --threshold T   a similarity above it is a match (default 0.7)
  --seed S        of copies, halves and resamples (default 1)`;
const REPLICATES = 300;

await runCommand(async () => {
  const text = { type: 'string' } as const;
  const values = commandLine(
    process.argv.slice(2),
    {
      images: { ...text, default: resolve(ROOT, '../shared/faces/lfw-dev') },
      people: { ...text, default: '400' },
      copies: { ...text, default: '5' },
      pack: { ...text, default: DEFAULT_PACK },
      threshold: { ...text, default: '0.7' },
      seed: { ...text, default: '1' },
    },
    USAGE,
  );
  const similarity = realNumber(values.threshold, '--threshold', 0, 1);
  const seed = wholeNumber(values.seed, '--seed', 0, 2 ** 31);
  const people = wholeNumber(values.people, '--people', 2, 100_000);
  const copies = wholeNumber(values.copies, '--copies', 1, 14);

  const persons = await peopleOf(values.images);
  const modelsDir = await ensureModels({ pack: values.pack });
  const { calibration, version, release } = await loadPack({ modelsDir, pack: values.pack });
  await release();
  const threshold = calibration.cosine(similarity);
  const pool = startPicturePool({ imagesDir: values.images, modelsDir, pack: values.pack });
  try {
    const sample = await makeSample(persons, pool, { people, copies, seed, progress: progressBar });
    const pairs = genuinePairs(sample, threshold);
    const resamples = resamplePeople(sample.people, REPLICATES, seed);
    const measured = { sample, pairs, threshold, resamples };
    const all = missed(pairs, resamples)!;
    console.log(`pack ${version.pack}, calibration ${version.calibration}, threshold ${similarity}, seed ${seed}
${sample.natural.length} unmodified photos, ${tables.costLine(measured)}
${sample.copies} copies of photos of ${new Set(pairs.map(({ person }) => person)).size} people, a face found in ${sample.spoilt.length}; ${pairs.length} pairs, FNMR ${(100 * all.share).toFixed(1)} %`);
    const sections: [string, string][] = [
      ['Error versus discard', tables.discardTable(measured)],
      ['By quality', tables.qualityTable(measured)],
      ['Limits', tables.limitsTable(measured, halves(sample.people, seed))],
      ['By kind, with the limits in force', tables.kindsTable(measured)],
      ['False matches', tables.falseMatchTable(measured)],
    ];
    for (const [title, table] of sections) console.log(`\n### ${title}\n\n${table}`);
  } finally {
    await pool.close();
  }
});
