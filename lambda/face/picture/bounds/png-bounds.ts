import { inflateSync } from 'node:zlib';
import type { BoundedFile } from './bounded-file.ts';
import { isPlainProfile, MAX_PROFILE_BYTES } from './colour-profile.ts';
import { isPlainExif } from './exif/plain-exif.ts';
import { type PngChunk, pngChunks, SIGNATURE_BYTES } from './png-chunks.ts';
import { pngOrientation } from './png-orientation.ts';

/**
 * Chunks other than those of pixels. Cameras and programs write fewer than 50. If there are more, those that say nothing about the
 * pixels are left out.
 */
const MAX_OTHER_CHUNKS = 1_000;
/** The chunks that the pixels depend on (PNG, third edition, 11.2 and 11.3), and the one with the orientation. */
const NEEDED: ReadonlySet<string> = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'iCCP',
  'sRGB',
  'cICP',
  'gAMA',
  'cHRM',
  'sBIT',
  'pHYs',
  'eXIf',
]);

/**
 * Limits what the chunks of a PNG may ask for. A compressed chunk can be a bomb when libpng inflates it, so texts are left out.
 * A colour profile is inflated here first, up to a limit, and left out unless it is plain. EXIF that is not plain is left out,
 * too.
 */
export function boundPng(bytes: Uint8Array): BoundedFile {
  const chunks = pngChunks(bytes);
  const orientation = pngOrientation(bytes, chunks) ?? undefined;
  const profiles = chunks.filter(({ type }) => type === 'iCCP');
  const usesProfile = profiles.length === 1 && isPlainChunk(bytes, profiles[0]!);
  const others = chunks.filter(({ type }) => !NEEDED.has(type));
  const isHarmless = others.length <= MAX_OTHER_CHUNKS && !others.some((chunk) => isCompressedText(bytes, chunk));
  const hasPlainExif = chunks.every(
    ({ type, start, end }) => type !== 'eXIf' || isPlainExif(bytes.subarray(start + 8, end)),
  );
  if (isHarmless && hasPlainExif && (usesProfile || profiles.length === 0)) return { bytes, usesProfile, orientation };
  const isKept = ({ type }: PngChunk) =>
    NEEDED.has(type) && (type !== 'iCCP' || usesProfile) && (type !== 'eXIf' || hasPlainExif);
  const kept = chunks.filter(isKept);
  const parts = kept.map(({ start, end }) => bytes.subarray(start, end));
  return { bytes: Buffer.concat([bytes.subarray(0, SIGNATURE_BYTES), ...parts]), usesProfile, orientation };
}

/** Returns whether a chunk is compressed text. International text says so after its keyword. */
function isCompressedText(bytes: Uint8Array, { type, start }: PngChunk): boolean {
  return type === 'zTXt' || (type === 'iTXt' && bytes[bytes.indexOf(0, start + 8) + 1] !== 0);
}

/**
 * Returns whether the profile in a chunk is plain. The chunk has the profile's name of at most 79 characters, a 0, the
 * compression method and the data.
 */
function isPlainChunk(bytes: Uint8Array, { start, end }: PngChunk): boolean {
  const nameEnd = bytes.indexOf(0, start + 8);
  if (nameEnd < 0 || nameEnd > start + 8 + 79) return false;
  try {
    return isPlainProfile(inflateSync(bytes.subarray(nameEnd + 2, end - 4), { maxOutputLength: MAX_PROFILE_BYTES }));
  } catch {
    // Damaged, or a bomb.
    return false;
  }
}
