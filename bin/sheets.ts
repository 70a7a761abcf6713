/**
 * `npm run sheets -- [KIND …]`: degrades photos in each way and prints how often a face is found, refused, missed and
 * confused. Writes a table (JSON) and a plot (SVG) per kind; neither holds a photo, a name or an embedding.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Argument } from 'commander';
import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { command, realNumber, runCommand, wholeNumber } from '../lib/cli/command.ts';
import { progressBar } from '../lib/cli/progress-bar.ts';
import { ROOT } from '../lib/cli/root.ts';
import { KINDS, kindByName } from '../lib/hard-pictures/kinds/kinds.ts';
import { type PicturePool, startPicturePool } from '../lib/hard-pictures/pool/pool.ts';
import { makeSheet } from '../lib/hard-pictures/sheets/make-sheet.ts';
import { pickParticipants } from '../lib/hard-pictures/sheets/participants.ts';
import { peopleOf } from '../lib/hard-pictures/sheets/photos.ts';
import { sheetPlot } from '../lib/hard-pictures/sheets/sheet-plot.ts';
import { sheetTable } from '../lib/hard-pictures/sheets/sheet-table.ts';
import { seededRandom } from '../lib/statistics/random.ts';

interface SheetsOptions {
  readonly images: string;
  readonly people: number;
  readonly pack: string;
  readonly threshold: number;
  readonly seed: number;
  readonly out: string;
}

await runCommand(
  command(
    'npm run sheets --',
    'Degrades photos in each way and prints how often a face is found, refused, missed and confused.',
  )
    .addArgument(new Argument('[kinds...]', 'ways to degrade; all by default').choices(KINDS.map(({ name }) => name)))
    .option('--images <dir>', 'a subfolder of photos for each person', resolve(ROOT, '../shared/faces/lfw-dev'))
    .option('--people <n>', 'people of whom a photo is degraded, at most', wholeNumber(2, 100_000), 100)
    .option('--pack <name>', 'set of models', DEFAULT_PACK)
    .option('--threshold <t>', 'a similarity above it is a match', realNumber(0, 1), 0.7)
    .option('--seed <n>', 'of people, photos and degradations', wholeNumber(0, 2 ** 31), 1)
    .option('--out <dir>', 'receives the tables and plots', join(ROOT, '.local/sheets'))
    .action(sheets),
);

async function sheets(
  names: readonly string[],
  { images, people: count, pack, threshold, seed, out }: SheetsOptions,
): Promise<void> {
  const kinds = names.length === 0 ? KINDS : names.map(kindByName);
  const people = await peopleOf(images);
  const { ensureModels } = await import('../layers/models/fetch.ts');
  const modelsDir = await ensureModels({ pack });
  const { loadPack } = await import('../lambda/face/load-pack.ts');
  const { calibration, version, release } = await loadPack({ modelsDir, pack, researchModels: true });
  await release();
  await mkdir(out, { recursive: true });
  const pool = startPicturePool({ imagesDir: images, modelsDir, pack });
  try {
    const participants = await choose(pool);
    for (const kind of kinds) {
      const progress = progressBar(kind.name);
      const sheet = await makeSheet(kind, participants, pool, { calibration, threshold, seed, progress });
      console.log(`\n${sheetTable(sheet)}`);
      const record = { ...sheet, participants: participants.length, seed, threshold, version };
      await writeFile(join(out, `${kind.name}.json`), `${JSON.stringify(record, null, 2)}\n`);
      await writeFile(join(out, `${kind.name}.svg`), sheetPlot(sheet));
    }
  } finally {
    await pool.close();
  }
  console.log(`\nTables and plots: ${out}`);

  async function choose(workers: PicturePool) {
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
