import { APP0, APP2, APP14, isFrame, jpegSegments, SOS } from './bounds/jpeg-segments.ts';

/** Frames whose coefficients come in one go (ITU-T T.81, table B.1): baseline, extended, and the latter with arithmetic coding. */
const SEQUENTIAL_FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc9]);
/** Where the version stands behind "JFIF" and 0, and a version that libjpeg knows: 1.02. */
const JFIF_VERSION = { at: 5, value: [1, 2] } as const;
/**
 * The transforms of Adobe that libjpeg knows, by the number of components. An unknown one is taken for the last: YCbCr or YCCK.
 */
const ADOBE_TRANSFORMS: ReadonlyMap<number, readonly number[]> = new Map([
  [3, [0, 1]],
  [4, [0, 2]],
]);
/** Where the transform stands in the segment, behind "Adobe", a version and two sets of flags. */
const ADOBE_TRANSFORM_AT = 11;
/** What the last three bytes of a scan's header have to be in such a frame: all coefficients, to the last bit. */
const WHOLE_BAND = [0, 63, 0] as const;

/**
 * Returns a copy of a JPEG without what libjpeg warns of though it says nothing against the pixels: bytes between segments,
 * unknown versions and transforms, the band of coefficients in frames that have but one, and parts of a profile that is not
 * applied. The pixels stay what libjpeg makes of the file; what it warns of afterwards is damage.
 *
 * @param usesProfile whether the colour profile is applied
 */
export function withoutOddities(bytes: Uint8Array, usesProfile: boolean): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0xff, 0xd8)];
  const frame = jpegSegments(bytes).find(({ marker }) => isFrame(marker));
  const isSequential = frame !== undefined && SEQUENTIAL_FRAMES.has(frame.marker);
  const transforms = ADOBE_TRANSFORMS.get(bytes[(frame?.start ?? bytes.length) + 5] ?? 0) ?? [];
  let dataFrom: number | null = null;
  let end = 2;
  for (const { marker, start, end: segmentEnd } of jpegSegments(bytes)) {
    // Data of a scan reach to the marker; between other segments there is nothing to keep.
    if (dataFrom !== null) parts.push(bytes.subarray(dataFrom, start - 4));
    dataFrom = marker === SOS ? segmentEnd : null;
    end = segmentEnd;
    const body = bytes.slice(start, segmentEnd);
    if (marker === APP2 && !usesProfile && beginsWith(body, 'ICC_PROFILE')) continue;
    if (marker === APP0 && beginsWith(body, 'JFIF\0')) body.set(JFIF_VERSION.value, JFIF_VERSION.at);
    const transform = marker === APP14 && beginsWith(body, 'Adobe') ? body[ADOBE_TRANSFORM_AT] : undefined;
    if (transform !== undefined && !transforms.includes(transform)) {
      body[ADOBE_TRANSFORM_AT] = transforms.at(-1) ?? transform;
    }
    if (marker === SOS && isSequential && body.length > 3) body.set(WHOLE_BAND, body.length - 3);
    parts.push(Uint8Array.of(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff), body);
  }
  parts.push(bytes.subarray(dataFrom ?? end));
  return Buffer.concat(parts);
}

function beginsWith(body: Uint8Array, text: string): boolean {
  return String.fromCharCode(...body.subarray(0, text.length)) === text;
}
