import type { UnsupportedKindName } from '../../../contract/unsupported-kinds.ts';
import { invalid } from '../pixels/picture.ts';
import type { BoundedFile } from './bounded-file.ts';
import { isPlainProfile } from './colour-profile.ts';
import { isCutOff } from './cut-off.ts';
import { MAX_BLOCK_WORK, MAX_COEFFICIENT_BYTES } from './decoder-limits.ts';
import { withoutOddExif } from './jpeg-exif.ts';
import { jpegSegments, SOS } from './jpeg-segments.ts';
import { jpegWork } from './jpeg-work.ts';

/** Frames of JPEGs that are lossless or hierarchical (ITU-T T.81, table B.1). */
const UNUSUAL_FRAMES: ReadonlySet<number> = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xcb, 0xcd, 0xce, 0xcf]);
const USUAL_FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2, 0xc9, 0xca]);

/**
 * Holds a JPEG to what its headers may ask for: coefficients of the whole image in memory, and scans that go over it. EXIF
 * that takes a parser much work is left out.
 *
 * @throws PictureError `InvalidImage`
 */
export function boundJpeg(bytes: Uint8Array): BoundedFile {
  const kind = unreadJpeg(bytes);
  if (kind !== null) throw invalid('unsupported-kind', kind);
  const work = jpegWork(bytes);
  if (work === null) throw invalid(isCutOff('jpeg', bytes) ? 'truncated' : 'damaged');
  if (work.bufferedBytes > MAX_COEFFICIENT_BYTES || work.blockWork > MAX_BLOCK_WORK) throw invalid('too-costly');
  const { profile } = work;
  const usesProfile = profile !== null && profile !== 'damaged' && isPlainProfile(profile);
  return { ...withoutOddExif(bytes), usesProfile, heldBytes: work.bufferedBytes };
}

/** Looks at the first frame, whose parameters begin with the bits of a sample. */
function unreadJpeg(bytes: Uint8Array): UnsupportedKindName | null {
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (marker === SOS) return null;
    if (UNUSUAL_FRAMES.has(marker)) return 'jpegLossless';
    if (USUAL_FRAMES.has(marker)) return start < end && bytes[start] !== 8 ? 'jpegDepth' : null;
  }
  return null;
}
