/**
 * The largest colour profile that is used. Press profiles for CMYK have up to 2.7 MB; a file may have 4 MB in all.
 */
export const MAX_PROFILE_BYTES = 4 * 1024 * 1024;

const HEADER = 128;
const TABLE = HEADER + 4;
const TABLE_ENTRY = 12;
/** The most tags that lcms reads. Profiles in use have 9 to 30. */
const MAX_TAGS = 100;

/** Samples of a pixel by the colour space of the profile: those of the images that are decoded. */
const CHANNELS: ReadonlyMap<string, number> = new Map([
  ['GRAY', 1],
  ['RGB ', 3],
  ['Lab ', 3],
  ['CMYK', 4],
]);
/** Scanner, display, printer and colour space. Links, abstract profiles and named colours do not describe an image. */
const CLASSES: ReadonlySet<string> = new Set(['scnr', 'mntr', 'prtr', 'spac']);

/** Tags of multi-process elements, ICC.1:2022, 9.2: a chain of stages that costs almost nothing to write. */
const CHAINS = /^(?:D2B[0-3]|B2D[0-3])$/;
const CURVES = /^[rgbk]TRC$/;
const LOOK_UP_TABLES = /^(?:[AB]2[BA][0-3]|gamt|pre[0-2])$/;

/** Entries of a curve. lcms rejects more than 32,767; scanners write 4,096. */
const MAX_CURVE_ENTRIES = 32_767;
/** Parameters of the parametric curves of types 0 to 4 (ICC.1:2022, 10.18), 4 bytes each. */
const CURVE_PARAMETERS = [1, 3, 4, 5, 7] as const;
/** Grid points of one side of a look-up table. Profiles in use have 9 to 33 for three inputs, 9 to 17 for four. */
const MAX_GRID_SIDE = 65;

interface Tag {
  readonly signature: string;
  readonly start: number;
  readonly size: number;
}

/**
 * Returns whether a colour profile (ICC.1:2022) is plain: curves, matrices and look-up tables only, each of the size that it
 * says it has, in tags that lie within the profile and share bytes only if they are the same tag. Reading and applying
 * such a profile takes work and memory in proportion to its bytes. Profiles of cameras, displays, scanners and presses are
 * plain.
 *
 * @param profile all of its bytes
 */
export function isPlainProfile(profile: Uint8Array): boolean {
  if (profile.length < TABLE || profile.length > MAX_PROFILE_BYTES) return false;
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  // Some writers pad the profile, so it may be shorter than its bytes, never longer.
  const size = view.getUint32(0);
  const channels = CHANNELS.get(text(view, 16));
  const isKnown = channels !== undefined && CLASSES.has(text(view, 12)) && /^(?:XYZ |Lab )$/.test(text(view, 20));
  if (!isKnown || text(view, 36) !== 'acsp' || size > profile.length) return false;
  const tags = tagsOf(view, size);
  return tags !== null && shareNothing(tags) && tags.every((tag) => isPlainTag(view, tag));
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

/** Returns the tags of the table, or `null` if one lies outside of the profile or there are too many. */
function tagsOf(view: DataView, size: number): readonly Tag[] | null {
  const count = view.getUint32(HEADER);
  const tableEnd = TABLE + count * TABLE_ENTRY;
  if (count > MAX_TAGS || tableEnd > size) return null;
  const tags = Array.from({ length: count }, (_, i) => {
    const at = TABLE + i * TABLE_ENTRY;
    return { signature: text(view, at), start: view.getUint32(at + 4), size: view.getUint32(at + 8) };
  });
  const isInside = (tag: Tag) => tag.start >= tableEnd && tag.size >= 8 && tag.start + tag.size <= size;
  return tags.every(isInside) && new Set(tags.map(({ signature }) => signature)).size === count ? tags : null;
}

/** Returns whether no tags overlap in part. Two may be the same bytes, as the three curves of many profiles are. */
function shareNothing(tags: readonly Tag[]): boolean {
  const inOrder = [...tags].sort((a, b) => a.start - b.start || a.size - b.size);
  return inOrder.every((tag, i) => {
    const last = inOrder[i - 1];
    if (last === undefined || last.start + last.size <= tag.start) return true;
    return last.start === tag.start && last.size === tag.size;
  });
}

function isPlainTag(view: DataView, { signature, start, size }: Tag): boolean {
  const type = text(view, start);
  if (CHAINS.test(signature) || type === 'mpet') return false;
  if (CURVES.test(signature)) return curveSize(view, start, size) !== null;
  if (!LOOK_UP_TABLES.test(signature)) return true;
  if (type === 'mft1' || type === 'mft2') return isPlainTable(view, start, size, type === 'mft1' ? 1 : 2);
  if (type === 'mAB ' || type === 'mBA ') return isPlainStages(view, start, size);
  return false;
}

/** Returns the bytes of a curve within `size` bytes, or `null` if it has more or is of an unknown kind. */
function curveSize(view: DataView, start: number, size: number): number | null {
  if (size < 12) return null;
  const type = text(view, start);
  let length: number;
  if (type === 'curv') {
    const entries = view.getUint32(start + 8);
    if (entries > MAX_CURVE_ENTRIES) return null;
    length = 12 + 2 * entries;
  } else if (type === 'para') {
    const parameters = CURVE_PARAMETERS[view.getUint16(start + 8)];
    if (parameters === undefined) return null;
    length = 12 + 4 * parameters;
  } else return null;
  return length <= size ? length : null;
}

/** Returns the grid points of a table, or `null` if there are more than profiles have. */
function gridPoints(sides: readonly number[]): number | null {
  if (sides.some((side) => side < 1 || side > MAX_GRID_SIDE)) return null;
  return sides.reduce((points, side) => points * side, 1);
}

function areChannels(inputs: number, outputs: number): boolean {
  return inputs >= 1 && inputs <= 4 && outputs >= 1 && outputs <= 4;
}

/** Returns whether a look-up table with curves before and after it is plain (ICC.1:2022, 10.10 and 10.11; samples of 1 or 2 bytes). */
function isPlainTable(view: DataView, start: number, size: number, sampleBytes: 1 | 2): boolean {
  const tablesAt = sampleBytes === 1 ? 48 : 52;
  if (size < tablesAt) return false;
  const inputs = view.getUint8(start + 8);
  const outputs = view.getUint8(start + 9);
  const points = gridPoints(Array<number>(inputs).fill(view.getUint8(start + 10)));
  if (!areChannels(inputs, outputs) || points === null) return false;
  const before = sampleBytes === 1 ? 256 : view.getUint16(start + 48);
  const behind = sampleBytes === 1 ? 256 : view.getUint16(start + 50);
  const samples = inputs * before + points * outputs + outputs * behind;
  return Math.max(before, behind) <= MAX_CURVE_ENTRIES && tablesAt + sampleBytes * samples <= size;
}

/** Where the tag's type has the offsets of its stages: curves, matrix, curves, table and curves. */
const STAGES = { b: 12, matrix: 16, m: 20, table: 24, a: 28 } as const;

/**
 * Returns whether curves, a matrix and a look-up table, each at an offset, are plain (ICC.1:2022, 10.12 and 10.13). Only curves
 * may share bytes, and only whole: a set of curves may be used twice.
 */
function isPlainStages(view: DataView, start: number, size: number): boolean {
  if (size < 32) return false;
  const inputs = view.getUint8(start + 8);
  const outputs = view.getUint8(start + 9);
  if (!areChannels(inputs, outputs)) return false;
  const isDeviceFirst = text(view, start) === 'mAB ';
  const offsetOf = (stage: keyof typeof STAGES) => view.getUint32(start + STAGES[stage]);
  // The curves next to the device have its channels: `a` always, `b` those of the connection space.
  const [device, connection] = isDeviceFirst ? [inputs, outputs] : [outputs, inputs];
  const curves = [
    [offsetOf('a'), device],
    [offsetOf('m'), connection],
    [offsetOf('b'), connection],
  ] as const;
  const arePlainCurves = curves.every(([at, count]) => at === 0 || isCurveSet(view, start, size, at, count));
  const matrix = offsetOf('matrix');
  const table = offsetOf('table');
  return (
    arePlainCurves &&
    (matrix === 0 || matrix + 48 <= size) &&
    (table === 0 || isStageTable(view, start, size, table, inputs, outputs))
  );
}

/** Curves one after the other, each beginning at a multiple of 4 bytes. */
function isCurveSet(view: DataView, start: number, size: number, offset: number, count: number): boolean {
  let at = offset;
  for (let i = 0; i < count; i++) {
    const length = at < 32 ? null : curveSize(view, start + at, size - at);
    if (length === null) return false;
    at += 4 * Math.ceil(length / 4);
  }
  return true;
}

/** Sides of the grid in 16 bytes, bytes of a sample, three bytes of padding, samples. */
function isStageTable(
  view: DataView,
  start: number,
  size: number,
  offset: number,
  inputs: number,
  outputs: number,
): boolean {
  if (offset < 32 || offset + 20 > size) return false;
  const points = gridPoints(Array.from({ length: inputs }, (_, i) => view.getUint8(start + offset + i)));
  const sampleBytes = view.getUint8(start + offset + 16);
  if (points === null || (sampleBytes !== 1 && sampleBytes !== 2)) return false;
  return offset + 20 + points * outputs * sampleBytes <= size;
}
