/**
 * `npm run limits`: where the limits of LowQuality come from. Degrades photos, chooses limits on half of the people, judges
 * them on the other half, and prints the tables of docs/decisions/low-quality.md. Keeps no photo, name or embedding.
 */
import { resolve } from 'node:path';
import { Option } from 'commander';
import { resamplePeople } from '../lib/accuracy/measure/bootstrap.ts';
import { command, realNumber, runCommand, wholeNumber } from '../lib/cli/command.ts';
import { packOption } from '../lib/cli/pack-option.ts';
import { progressBar } from '../lib/cli/progress-bar.ts';
import { ROOT } from '../lib/cli/root.ts';
import { KINDS } from '../lib/hard-pictures/kinds/kinds.ts';
import { genuinePairs, missed } from '../lib/hard-pictures/limits/pairs.ts';
import { halves, makeSample, SPOILT_BY } from '../lib/hard-pictures/limits/sample.ts';
import * as tables from '../lib/hard-pictures/limits/tables.ts';
import { startPicturePool } from '../lib/hard-pictures/pool/pool.ts';
import { peopleOf } from '../lib/hard-pictures/sheets/photos.ts';

const REPLICATES = 300;

interface LimitsOptions {
  readonly images: string;
  readonly people: number;
  readonly copies: number;
  readonly kinds: readonly string[];
  readonly pack: string;
  readonly threshold: number;
  readonly tried: boolean;
  readonly seed: number;
}

await runCommand(
  command(
    'npm run limits --',
    'Chooses the limits of LowQuality on half of the people and tests them on the other half.',
  )
    .option('--images <dir>', 'a subfolder of photos for each person', resolve(ROOT, '../shared/faces/lfw-dev'))
    .option('--people <n>', 'maximum number of people whose photos are copied', wholeNumber(2, 100_000), 400)
    .option('--copies <n>', 'copies of each of up to three photos of a person', wholeNumber(1, 14), 5)
    .addOption(
      new Option('--kinds <names...>', 'ways to degrade the copies')
        .choices(KINDS.map(({ name }) => name))
        .default(SPOILT_BY),
    )
    .addOption(packOption('set of models'))
    .option('--threshold <t>', 'a similarity above it is a match', realNumber(0, 1), 0.7)
    .option('--tried', 'also measure what was dropped: natural colour, head size, periodic pattern, compression')
    .option('--seed <n>', 'seed of copies, halves and resamples', wholeNumber(0, 2 ** 31), 1)
    .action(limits),
);

async function limits(options: LimitsOptions): Promise<void> {
  const { images, people, copies, kinds, pack, threshold: similarity, tried, seed } = options;
  const persons = await peopleOf(images);
  const { ensureModels } = await import('../layers/models/fetch.ts');
  const modelsDir = await ensureModels({ pack });
  const { loadPack } = await import('../lambda/face/load-pack.ts');
  const { calibration, version, release } = await loadPack({ modelsDir, pack, researchModels: true });
  await release();
  const threshold = calibration.cosine(similarity);
  const pool = startPicturePool({ imagesDir: images, modelsDir, pack, tried });
  try {
    const sample = await makeSample(persons, pool, { people, copies, kinds, seed, progress: progressBar });
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
      ['By kind, with the current limits', tables.kindsTable(measured)],
      ['False matches', tables.falseMatchTable(measured)],
    ];
    for (const [title, table] of sections) console.log(`\n### ${title}\n\n${table}`);
  } finally {
    await pool.close();
  }
}
