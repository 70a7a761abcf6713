import { APP0, APP2, APP15, isFrame, type JpegSegment, jpegSegments, SOS } from './jpeg-segments.ts';

/** The work that a JPEG causes in libjpeg, by its headers. */
export interface JpegWork {
  /** Bytes of coefficients that are held for the whole image: 0 if it is decoded row by row. */
  readonly bufferedBytes: number;
  /** Blocks of 8 x 8 samples that all scans process. Blocks that take longer count several times; see `blockWork`. */
  readonly blockWork: number;
  /** Bits of a sample: 8 in all that cameras write. */
  readonly precision: number;
  /** Bytes of the colour profile; `null` if there is none; `damaged` if its parts do not fit together. */
  readonly profile: Uint8Array | 'damaged' | null;
}

/** The most application segments. Holding each takes a few hundred bytes. Cameras and phones write fewer than 100. */
const MAX_APP_SEGMENTS = 1_000;
/** Components of a frame that libjpeg reads. Each has at most 4 x 4 samples in a unit (ITU-T T.81, A.2). */
const MAX_COMPONENTS = 10;
const MAX_SAMPLING = 4;

/**
 * A plain block takes about 15 ns in a scan that codes almost nothing. A refinement visits each coefficient of its band: six
 * of them take as long as a block. Arithmetic coding can code 64 coefficients, of 15 decisions each, in a fraction of a bit.
 */
const REFINED_COEFFICIENTS = 6;
const ARITHMETIC = 200;

interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly precision: number;
  readonly isProgressive: boolean;
  readonly isArithmetic: boolean;
  readonly components: readonly Component[];
  readonly maxAcross: number;
  readonly maxDown: number;
}

/**
 * Returns how much work and memory a JPEG takes in libjpeg, from its markers alone.
 *
 * @param bytes a whole JPEG, or a strip or tile of a TIFF
 * @returns `null` for a file that libjpeg rejects anyway or of which it holds too much: no frame or two, impossible sampling
 *   factors, too many segments
 */
export function jpegWork(bytes: Uint8Array): JpegWork | null {
  let frame: Frame | null = null;
  let bufferedBytes = 0;
  let work = 0;
  let scans = 0;
  let appSegments = 0;
  const profileParts: Uint8Array[] = [];
  for (const segment of jpegSegments(bytes)) {
    const { marker, start, end } = segment;
    if (marker >= APP0 && marker <= APP15 && ++appSegments > MAX_APP_SEGMENTS) return null;
    if (marker === APP2 && scans === 0 && isProfilePart(bytes, segment))
      profileParts.push(bytes.subarray(start + 12, end));
    if (isFrame(marker)) {
      if (frame !== null) return null;
      frame = readFrame(bytes, segment);
      if (frame === null) return null;
    }
    if (marker !== SOS) continue;
    if (frame === null) return null;
    const scan = readScan(bytes, segment, frame);
    if (scan === null) return null;
    scans++;
    work += blockWork(frame, scan);
    const holdsAll = frame.isProgressive || scan.components.length < frame.components.length;
    if (scans === 1 && holdsAll) bufferedBytes = coefficientBytes(frame);
    // An image in one scan ends with that scan. Reading through its data would waste time.
    if (scans === 1 && !holdsAll) break;
  }
  if (frame === null || scans === 0) return null;
  return { precision: frame.precision, bufferedBytes, blockWork: work, profile: joinProfile(profileParts) };
}

function readFrame(bytes: Uint8Array, { marker, start, end }: JpegSegment): Frame | null {
  const count = bytes[start + 5] ?? 0;
  if (count < 1 || count > MAX_COMPONENTS || start + 6 + 3 * count > end) return null;
  const u16 = (at: number) => bytes[at]! * 256 + bytes[at + 1]!;
  const components = Array.from({ length: count }, (_, i) => {
    const at = start + 6 + 3 * i;
    return { id: bytes[at]!, across: bytes[at + 1]! >> 4, down: bytes[at + 1]! & 15 };
  });
  const isPossible = (factor: number) => factor >= 1 && factor <= MAX_SAMPLING;
  if (!components.every(({ across, down }) => isPossible(across) && isPossible(down))) return null;
  const [height, width] = [u16(start + 1), u16(start + 3)];
  if (width === 0 || height === 0) return null;
  return {
    width,
    height,
    precision: bytes[start]!,
    isProgressive: (marker & 3) === 2,
    isArithmetic: marker > 0xc8,
    components,
    maxAcross: Math.max(...components.map(({ across }) => across)),
    maxDown: Math.max(...components.map(({ down }) => down)),
  };
}

interface Scan {
  readonly components: readonly Component[];
  /** Coefficients of a block that the scan makes more precise: 0 in a scan that codes them for the first time. */
  readonly refined: number;
}

function readScan(bytes: Uint8Array, { start, end }: JpegSegment, frame: Frame): Scan | null {
  const count = bytes[start] ?? 0;
  const parameters = start + 1 + 2 * count;
  if (count < 1 || count > 4 || parameters + 3 > end) return null;
  const ids = Array.from({ length: count }, (_, i) => bytes[start + 1 + 2 * i]!);
  const components = ids.flatMap((id) => frame.components.find((component) => component.id === id) ?? []);
  // If components of a frame have the same name, libjpeg takes others; then the largest count.
  const named = components.length === count ? components : frame.components;
  const isRefinement = frame.isProgressive && bytes[parameters + 2]! >> 4 > 0;
  const band = Math.max(1, bytes[parameters + 1]! + 1 - bytes[parameters]!);
  return { components: named, refined: isRefinement ? band : 0 };
}

/** Returns the blocks of a component, with the image's edge padded to whole units, as libjpeg holds it. */
function blocksOf({ width, height, maxAcross, maxDown }: Frame, { across, down }: Component): number {
  return Math.ceil(width / (8 * maxAcross)) * across * Math.ceil(height / (8 * maxDown)) * down;
}

/** Returns the bytes of the coefficients of a frame. A coefficient has 16 bits. */
function coefficientBytes(frame: Frame): number {
  return frame.components.reduce((sum, component) => sum + 2 * 64 * blocksOf(frame, component), 0);
}

function blockWork(frame: Frame, { components, refined }: Scan): number {
  const blocks = components.reduce((sum, component) => sum + blocksOf(frame, component), 0);
  return blocks * (frame.isArithmetic ? ARITHMETIC : 1 + refined / REFINED_COEFFICIENTS);
}

/** libvips does not look at the 0 that ends the name, so a part without it counts, too. */
const PROFILE_NAME = Uint8Array.from('ICC_PROFILE', (letter) => letter.charCodeAt(0));

function isProfilePart(bytes: Uint8Array, { start, end }: JpegSegment): boolean {
  return end - start > 14 && PROFILE_NAME.every((code, i) => bytes[start + i] === code);
}

/**
 * Puts a profile together: each part begins with its number, from 1, and the number of parts.
 *
 * @returns `damaged` if a part is missing or appears twice, or if the numbers disagree
 */
function joinProfile(parts: readonly Uint8Array[]): JpegWork['profile'] {
  if (parts.length === 0) return null;
  const inOrder = [...parts].sort((a, b) => a[0]! - b[0]!);
  if (!inOrder.every((part, i) => part[0] === i + 1 && part[1] === parts.length)) return 'damaged';
  return Buffer.concat(inOrder.map((part) => part.subarray(2)));
}
