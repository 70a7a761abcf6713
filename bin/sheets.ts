/**
 * `npm run sheets -- [KIND …] [--images DIR] [--people N] [--seed S] [--pack NAME] [--threshold T] [--out DIR]`: degrades
 * photos in each way and prints how often a face is found, refused, missed and confused. Writes a table (JSON) and a plot
 * (SVG) per kind to DIR, `.local/sheets` by default; neither holds a photo, a name or an embedding.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadPack } from '../lambda/face/load-pack.ts';
import { ensureModels } from '../layers/models/fetch.ts';
import { progressBar } from '../lib/accuracy/progress-bar.ts';
import { KINDS, kindByName } from '../lib/hard-pictures/kinds.ts';
import { makeSheet } from '../lib/hard-pictures/make-sheet.ts';
import { pickParticipants } from '../lib/hard-pictures/participants.ts';
import { peopleOf } from '../lib/hard-pictures/photos.ts';
import { type Pool, startPool } from '../lib/hard-pictures/pool.ts';
import { sheetPlot } from '../lib/hard-pictures/sheet-plot.ts';
import { sheetTable } from '../lib/hard-pictures/sheet-table.ts';
import { seededRandom } from '../lib/pictures/random.ts';

const ROOT = resolve(import.meta.dirname, '..');
const OPTIONS = {
  images: { type: 'string', default: resolve(ROOT, '../shared/faces/lfw-dev') },
  people: { type: 'string', default: '100' },
  seed: { type: 'string', default: '1' },
  pack: { type: 'string', default: 'retail-0095' },
  threshold: { type: 'string', default: '0.7' },
  out: { type: 'string', default: join(ROOT, '.local/sheets') },
} as const;

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const kinds = positionals.length === 0 ? KINDS : positionals.map(kindByName);
  const seed = numberOf('seed', values.seed, Number.isInteger);
  const count = numberOf('people', values.people, (value) => Number.isInteger(value) && value >= 2);
  const threshold = numberOf('threshold', values.threshold, (value) => value >= 0 && value <= 1);
  const people = await peopleOf(values.images);
  const modelsDir = await ensureModels({ pack: values.pack });
  const { calibration, version, release } = await loadPack({ modelsDir, pack: values.pack });
  await release();
  await mkdir(values.out, { recursive: true });
  const pool = startPool({ imagesDir: values.images, modelsDir, pack: values.pack });
  try {
    const participants = await choose(pool);
    for (const kind of kinds) {
      const progress = progressBar(kind.name);
      const sheet = await makeSheet(kind, participants, pool, { calibration, threshold, seed, progress });
      console.log(`\n${sheetTable(sheet)}`);
      const record = { ...sheet, participants: participants.length, seed, threshold, version };
      await writeFile(join(values.out, `${kind.name}.json`), `${JSON.stringify(record, null, 2)}\n`);
      await writeFile(join(values.out, `${kind.name}.svg`), sheetPlot(sheet));
    }
  } finally {
    pool.close();
  }
  console.log(`\nTables and plots: ${values.out}`);

  async function choose(workers: Pool) {
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

function numberOf(name: string, text: string, valid: (value: number) => boolean): number {
  const value = Number(text);
  if (text.trim() === '' || !valid(value)) throw new Error(`--${name}: ${text} is not allowed`);
  return value;
}
