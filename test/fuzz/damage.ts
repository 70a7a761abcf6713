import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { decodePicture } from '../../lambda/face/picture/decode.ts';
import { type DecodedPicture, type Picture, PictureError } from '../../lambda/face/picture/pixels/picture.ts';
import { seededRandom } from '../../lib/statistics/random.ts';
import { differenceOf } from '../support/oracles/difference.ts';
import { type Reading, readIndependently } from '../support/oracles/independent-reading.ts';

/** A file to damage. */
interface WholeFile {
  /** With its extension. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface DamagePlan {
  /** Number of places at which each file is cut off. */
  readonly cuts: number;
  /** Number of places at which a byte is changed, one at a time. */
  readonly bytes: number;
  readonly seed: number;
}

export interface DamageReport {
  /** Files that are decoded undamaged. Others are skipped. */
  files: number;
  /** Damaged copies. */
  copies: number;
  refused: number;
  /** Copies that were decoded to the pixels of the whole file. */
  harmless: number;
  /** Copies that were decoded to what the independent decoder reads. */
  alike: number;
  /** Copies of files that the independent decoder does not read, or reads in other colours. */
  unread: number;
  /** What should not happen. */
  readonly findings: string[];
}

/** Most copies whose readings are compared in one go; until then they are kept as files. */
const AT_ONCE = 200;
/**
 * How much farther than the whole file a damaged one may be from another decoder's reading on average: a factor, and a number
 * of levels. JPEG decoders differ in how they smooth the edges of noise, and in how they convert colours.
 */
const [FACTOR, MARGIN] = [2, 2];
/** Mean difference of whole files above which the other decoder is no oracle: it converts the colours differently. */
const NO_ORACLE = 20;
/**
 * Messages of other programs about damaged data that they replaced with made-up data. JPEG is exempt: libvips does not see
 * libjpeg's message about the last rows of blocks.
 */
const MADE_UP =
  /avoid buffer overrun|Not enough data|not in table|Bad code word|Premature EOL|Decoding error|CRC error|incorrect data/;

interface Copy {
  readonly what: string;
  readonly file: WholeFile;
  readonly bytes: Buffer;
  readonly picture: DecodedPicture;
}

/**
 * Cuts files off, and changes a byte of them. The decoder must reject a cut-off file, unless none of its pixels are missing. It
 * must reject a changed one, or decode it as an independent decoder decodes the same bytes.
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

/** Returns the image, or `null` if it is rejected. Throws any other error. */
async function decoded(bytes: Buffer): Promise<DecodedPicture | null> {
  return await decodePicture(bytes).catch((error: unknown) => {
    if (error instanceof PictureError) return null;
    throw error;
  });
}

function isSame(a: DecodedPicture, b: DecodedPicture): boolean {
  return a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0;
}

/** Copies with one byte changed, at places spread over the file. */
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
  const files = [...new Set(copies.map(({ file }) => file))];
  const wholes = await readingsOf(files);
  const readings = await readingsOf(copies.map(({ file: { name }, bytes }) => ({ name, bytes })));
  const usual = new Map<WholeFile, number | null>();
  for (const [i, file] of files.entries()) {
    const { picture } = wholes[i]!;
    const own = await decoded(file.bytes);
    usual.set(file, picture === null || own === null ? null : meanDifference(own, picture));
  }
  for (const [i, { what, file, picture }] of copies.entries()) {
    const { picture: reading, said } = readings[i]!;
    const whole = usual.get(file) ?? null;
    if (whole === null || whole > NO_ORACLE) {
      report.unread++;
      continue;
    }
    const mean = reading === null ? null : meanDifference(picture, reading);
    const [madeUp] = MADE_UP.exec(said) ?? [];
    if (madeUp !== undefined && !/\.jpe?g$/i.test(file.name))
      report.findings.push(`${what}: was decoded, but another program says "${madeUp}"`);
    else if (mean === null)
      report.findings.push(`${what}: was decoded, but not to the size that another program reads`);
    else if (mean <= FACTOR * whole + MARGIN) report.alike++;
    else report.findings.push(`${what}: is ${mean.toFixed(1)} levels from another program's reading`);
  }
}

/** Returns the mean difference of the samples, `null` if the sizes differ. */
function meanDifference(a: Picture, b: Picture): number | null {
  return a.width === b.width && a.height === b.height ? differenceOf(a, b).mean : null;
}

async function readingsOf(files: readonly WholeFile[]): Promise<Reading[]> {
  const folder = await mkdtemp(join(tmpdir(), 'damaged-pictures-'));
  try {
    const names = files.map(({ name }, i) => `${i}${extname(name)}`);
    for (const [i, { bytes }] of files.entries()) await writeFile(join(folder, names[i]!), bytes);
    return await readIndependently(folder, names);
  } finally {
    await rm(folder, { recursive: true });
  }
}
