/**
 * `npm run sheets -- [KIND …]`: degrades photos in each way and prints how often a face is found, rejected, missed and
 * confused. Writes a table (JSON) and a plot (SVG) per kind; neither holds a photo, a name or an embedding.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Argument } from 'commander';
import { command, realNumber, runCommand, UsageError, wholeNumber } from '../lib/cli/command.ts';
import { packOption } from '../lib/cli/pack-option.ts';
import { progressBar } from '../lib/cli/progress-bar.ts';
import { ROOT } from '../lib/cli/root.ts';
import { KINDS } from '../lib/hard-pictures/kinds/kinds.ts';
import { type PicturePool, startPicturePool } from '../lib/hard-pictures/pool/pool.ts';
import { ALIKE_KINDS, makeAlikeSheet } from '../lib/hard-pictures/sheets/alike-sheet.ts';
import { readLabels } from '../lib/hard-pictures/sheets/labelled-photos.ts';
import { makeSheet } from '../lib/hard-pictures/sheets/make-sheet.ts';
import { pickParticipants } from '../lib/hard-pictures/sheets/participants.ts';
import { peopleOf } from '../lib/hard-pictures/sheets/photos.ts';
import type { Sheet } from '../lib/hard-pictures/sheets/sheet.ts';
import { sheetPlot } from '../lib/hard-pictures/sheets/sheet-plot.ts';
import { sheetTable } from '../lib/hard-pictures/sheets/sheet-table.ts';
import { seededRandom } from '../lib/statistics/random.ts';

interface SheetsOptions {
  readonly images: string;
  readonly labels: string | null;
  readonly people: number;
  readonly pack: string;
  readonly threshold: number;
  readonly seed: number;
  readonly out: string;
}

await runCommand(
  command(
    'npm run sheets --',
    'Degrades photos in each way and prints how often a face is found, rejected, missed and confused.',
  )
    .addArgument(
      new Argument('[kinds...]', 'ways to degrade; all by default').choices(
        [...KINDS, ...ALIKE_KINDS].map(({ name }) => name),
      ),
    )
    .option('--images <dir>', 'a subfolder of photos for each person', resolve(ROOT, '../shared/faces/lfw-dev'))
    .option(
      '--labels <csv>',
      `photo,sex,race,age of the images, for ${ALIKE_KINDS.map(({ name }) => name).join(' and ')}, which compare different people`,
    )
    .option(
      '--people <n>',
      'maximum number of people, or of people in a group if there are labels',
      wholeNumber(2, 100_000),
      100,
    )
    .addOption(packOption('set of models'))
    .option('--threshold <t>', 'a similarity above it is a match', realNumber(0, 1), 0.7)
    .option('--seed <n>', 'seed of people, photos and degradations', wholeNumber(0, 2 ** 31), 1)
    .option('--out <dir>', 'receives the tables and plots', join(ROOT, '.local/sheets'))
    .action(sheets),
);

async function sheets(
  names: readonly string[],
  { images, labels, people: count, pack, threshold, seed, out }: SheetsOptions,
): Promise<void> {
  const alike = ALIKE_KINDS.filter(({ name }) => names.includes(name));
  const kinds = names.length === 0 ? KINDS : KINDS.filter(({ name }) => names.includes(name));
  if (alike.length > 0 && labels === null) throw new UsageError(`${alike[0]!.name} needs --labels <csv>.`);
  const photos = labels === null ? [] : await readLabels(labels, [...new Set(alike.flatMap(({ columns }) => columns))]);
  const { ensureModels } = await import('../layers/models/fetch.ts');
  const modelsDir = await ensureModels({ pack });
  const { loadPack } = await import('../lambda/face/load-pack.ts');
  const { calibration, version, release } = await loadPack({ modelsDir, pack, researchModels: true });
  await release();
  await mkdir(out, { recursive: true });
  const pool = startPicturePool({ imagesDir: images, modelsDir, pack });
  try {
    for (const kind of alike) {
      const options = { calibration, threshold, seed, progress: progressBar(kind.name) };
      const { sheet, duplicates } = await makeAlikeSheet(kind, photos, count, pool, options);
      await show(sheet, { duplicates });
      console.log(`\n${duplicates} photos left out, since another of their group seems to show the same person`);
    }
    const participants = kinds.length === 0 ? [] : await choose(pool);
    for (const kind of kinds) {
      const options = { calibration, threshold, seed, progress: progressBar(kind.name) };
      await show(await makeSheet(kind, participants, pool, options), { participants: participants.length });
    }
  } finally {
    await pool.close();
  }
  console.log(`\nTables and plots: ${out}`);

  async function show(sheet: Sheet, counts: object): Promise<void> {
    console.log(`\n${sheetTable(sheet)}`);
    const record = { ...sheet, ...counts, seed, threshold, version };
    await writeFile(join(out, `${sheet.kind}.json`), `${JSON.stringify(record, null, 2)}\n`);
    await writeFile(join(out, `${sheet.kind}.svg`), sheetPlot(sheet));
  }

  async function choose(workers: PicturePool) {
    const people = await peopleOf(images);
    const chosen = await pickParticipants(people, count, seededRandom(seed), workers, progressBar('photos'));
    const pairs = chosen.participants.filter(({ clean }) => clean !== null).length;
    console.log(
      `pack ${version.pack}, calibration ${version.calibration}, threshold ${threshold}, seed ${seed}\n` +
        `${chosen.photos} photos looked at: no face in ${chosen.withoutFace.length}, more than one in ${chosen.withSeveral}\n` +
        `${chosen.participants.length} photos of as many people degraded, ${pairs} compared with a clean photo of the same person`,
    );
    if (chosen.participants.length === 0) throw new Error('No photo shows exactly one face.');
    return chosen.participants;
  }
}
