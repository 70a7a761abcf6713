/**
 * `npm run sheets -- [KIND …]`: degrades photos in each way and prints how often a face is found, refused, missed and
 * confused. Writes a table (JSON) and a plot (SVG) per kind; neither holds a photo, a name or an embedding.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadPack } from '../lambda/face/load-pack.ts';
import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { ensureModels } from '../layers/models/fetch.ts';
import { flagsAndOperands, realNumber, runCommand, wholeNumber } from '../lib/cli/command-line.ts';
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

const USAGE = `Usage: npm run sheets -- [KIND …] [options]
  KIND            ways to degrade, see below; default all
  --images DIR    a subfolder of photos for each person (default ../shared/faces/lfw-dev)
  --people N      people of whom a photo is degraded, at most (default 100)
  --pack NAME     set of models (default ${DEFAULT_PACK})
  --threshold T   a similarity above it is a match (default 0.7)
  --seed S        of people, photos and degradations (default 1)
  --out DIR       receives the tables and plots (default .local/sheets)
Kinds: ${KINDS.map(({ name }) => name).join(', ')}`;

await runCommand(async () => {
  const text = { type: 'string' } as const;
  const { flags, operands } = flagsAndOperands(
    process.argv.slice(2),
    {
      images: { ...text, default: resolve(ROOT, '../shared/faces/lfw-dev') },
      people: { ...text, default: '100' },
      pack: { ...text, default: DEFAULT_PACK },
      threshold: { ...text, default: '0.7' },
      seed: { ...text, default: '1' },
      out: { ...text, default: join(ROOT, '.local/sheets') },
    },
    USAGE,
  );
  const kinds = operands.length === 0 ? KINDS : operands.map(kindByName);
  const seed = wholeNumber(flags.seed, '--seed', 0, 2 ** 31);
  const count = wholeNumber(flags.people, '--people', 2, 100_000);
  const threshold = realNumber(flags.threshold, '--threshold', 0, 1);
  const people = await peopleOf(flags.images);
  const modelsDir = await ensureModels({ pack: flags.pack });
  const { calibration, version, release } = await loadPack({ modelsDir, pack: flags.pack });
  await release();
  await mkdir(flags.out, { recursive: true });
  const pool = startPicturePool({ imagesDir: flags.images, modelsDir, pack: flags.pack });
  try {
    const participants = await choose(pool);
    for (const kind of kinds) {
      const progress = progressBar(kind.name);
      const sheet = await makeSheet(kind, participants, pool, { calibration, threshold, seed, progress });
      console.log(`\n${sheetTable(sheet)}`);
      const record = { ...sheet, participants: participants.length, seed, threshold, version };
      await writeFile(join(flags.out, `${kind.name}.json`), `${JSON.stringify(record, null, 2)}\n`);
      await writeFile(join(flags.out, `${kind.name}.svg`), sheetPlot(sheet));
    }
  } finally {
    await pool.close();
  }
  console.log(`\nTables and plots: ${flags.out}`);

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
});
