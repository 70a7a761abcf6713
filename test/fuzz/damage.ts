import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { decodePicture } from '../../lambda/face/picture/decode.ts';
import { type DecodedPicture, PictureError } from '../../lambda/face/picture/pixels/picture.ts';
import { seededRandom } from '../../lib/statistics/random.ts';
import { differenceOf } from '../support/oracles/difference.ts';
import { readIndependently } from '../support/oracles/independent-reading.ts';

/** A whole file, and how far what is decoded from it may be from what an independent decoder makes of it. */
export interface WholeFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mean: number;
}

export interface DamagePlan {
  /** Places at which each file is cut off. */
  readonly cuts: number;
  /** Places at which a byte is changed, one at a time. */
  readonly bytes: number;
  readonly seed: number;
}

export interface DamageReport {
  /** Files that are decoded as they are. Others are passed over. */
  files: number;
  /** Damaged copies. */
  copies: number;
  refused: number;
  /** Copies that were decoded to the pixels of the whole file. */
  harmless: number;
  /** Copies that were decoded to what the independent decoder reads, too. */
  alike: number;
  /** Copies that the independent decoder does not read. */
  unread: number;
  /** What should not be. */
  readonly findings: string[];
}

/** Most copies whose readings are compared in one go; they are files for so long. */
const AT_ONCE = 200;

interface Copy {
  readonly what: string;
  readonly file: WholeFile;
  readonly bytes: Buffer;
  readonly picture: DecodedPicture;
}

/**
 * Cuts files off, and changes a byte of them. A cut-off file must be refused, unless nothing is missing from its pixels. A
 * changed one must be refused, or give what an independent decoder makes of the same bytes.
 */
export async function damageFiles(files: readonly WholeFile[], plan: DamagePlan): Promise<DamageReport> {
  const report: DamageReport = { files: 0, copies: 0, refused: 0, harmless: 0, alike: 0, unread: 0, findings: [] };
  let waiting: Copy[] = [];
  for (const file of files) {
    const whole = await decoded(file.bytes);
    if (whole === null) continue;
    report.files++;
    for (let cut = 0; cut < plan.cuts; cut++) {
      const end = Math.floor((file.bytes.length * (cut + 0.5)) / plan.cuts);
      const part = await decoded(Buffer.from(file.bytes.subarray(0, end)));
      report.copies++;
      if (part === null) report.refused++;
      else if (isSame(part, whole)) report.harmless++;
      else report.findings.push(`${file.name}, cut off at byte ${end}: was decoded`);
    }
    for (const { what, bytes } of changed(file, plan)) {
      const picture = await decoded(bytes);
      report.copies++;
      if (picture === null) report.refused++;
      else if (isSame(picture, whole)) report.harmless++;
      else waiting.push({ what, file, bytes, picture });
    }
    if (waiting.length < AT_ONCE) continue;
    await compareReadings(waiting, report);
    waiting = [];
  }
  await compareReadings(waiting, report);
  return report;
}

/** Returns the picture, or `null` where it is refused. Throws whatever else happens. */
async function decoded(bytes: Buffer): Promise<DecodedPicture | null> {
  return await decodePicture(bytes).catch((error: unknown) => {
    if (error instanceof PictureError) return null;
    throw error;
  });
}

function isSame(a: DecodedPicture, b: DecodedPicture): boolean {
  return a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0;
}

/** Copies with one byte changed, at places that are spread over the file. */
function* changed(file: WholeFile, { bytes: places, seed }: DamagePlan): Generator<{ what: string; bytes: Buffer }> {
  const random = seededRandom(seed);
  for (let i = 0; i < places; i++) {
    const at = Math.floor((file.bytes.length * (i + random.next())) / places);
    const bytes = Buffer.from(file.bytes);
    const to = (bytes[at]! + 1 + random.below(255)) & 255;
    const what = `${file.name}, byte ${at} from ${bytes[at]} to ${to}`;
    bytes[at] = to;
    yield { what, bytes };
  }
}

async function compareReadings(copies: readonly Copy[], report: DamageReport): Promise<void> {
  if (copies.length === 0) return;
  const folder = await mkdtemp(join(tmpdir(), 'damaged-pictures-'));
  try {
    const names = copies.map(({ file }, i) => `${i}${extname(file.name)}`);
    for (const [i, { bytes }] of copies.entries()) await writeFile(join(folder, names[i]!), bytes);
    const readings = await readIndependently(folder, names);
    for (const [i, { what, file, picture }] of copies.entries()) {
      const { picture: reading, said } = readings[i]!;
      if (process.env.SAID && said) console.log('SAID', what, said.slice(0, 150));
      if (reading === null) {
        report.unread++;
        report.findings.push(`${what}: was decoded, but no other program reads it`);
      } else if (reading.width !== picture.width || reading.height !== picture.height) {
        report.findings.push(`${what}: has ${picture.width} x ${picture.height} pixels, elsewhere ${reading.width} x ${reading.height}`);
      } else {
        const { most, mean } = differenceOf(picture, reading);
        if (mean <= file.mean) report.alike++;
        else report.findings.push(`${what}: up to ${most} levels, ${mean.toFixed(2)} on average, from another program's reading`);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads a file to damage. */
export async function wholeFile(path: string, name: string, mean: number): Promise<WholeFile> {
  return { name, bytes: await readFile(path), mean };
}
