/** Marker codes of ITU-T T.81, table B.1, as far as they matter here. */
const SOI = 0xd8;
const EOI = 0xd9;
export const SOS = 0xda;
export const APP0 = 0xe0;
export const APP1 = 0xe1;
export const APP2 = 0xe2;
export const APP14 = 0xee;
export const APP15 = 0xef;
const RST0 = 0xd0;
const TEM = 0x01;

/** A marker of a JPEG with the parameters that follow it. */
export interface JpegSegment {
  /** Second byte of the marker. */
  readonly marker: number;
  /** Where in the file the parameters begin, behind their length. */
  readonly start: number;
  /** Where they end: in the file at most. */
  readonly end: number;
}

/**
 * Returns the segments of a JPEG one by one, entropy-coded data passed over. Finds markers as libjpeg does: bytes between
 * segments are skipped, fill bytes too, and data of a scan end at the first marker that is no restart marker.
 *
 * @param bytes a whole JPEG, or a part of a file that holds one
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment, void, undefined> {
  const size = bytes.length;
  for (let at = nextMarker(bytes, 0); at < size; ) {
    const marker = bytes[at]!;
    if (marker === EOI) return;
    if (marker === SOI || marker === TEM) {
      at = nextMarker(bytes, at + 1);
      continue;
    }
    if (at + 3 > size) return;
    const start = at + 3;
    const end = Math.min(size, at + 1 + Math.max(2, bytes[at + 1]! * 256 + bytes[at + 2]!));
    yield { marker, start, end };
    at = nextMarker(bytes, end);
  }
}

/**
 * Returns where the second byte of the next marker stands, from `from` on; the end of the file where there is none. Restart
 * markers have no parameters and belong to the data.
 */
function nextMarker(bytes: Uint8Array, from: number): number {
  // Between segments the next marker stands at once, and a search costs more than a look.
  for (let at = bytes[from] === 0xff ? from : bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at)) {
    while (bytes[at] === 0xff) at++;
    const code = bytes[at];
    if (code === undefined) break;
    if (code !== 0 && !(code >= RST0 && code <= RST0 + 7)) return at;
  }
  return bytes.length;
}

/** Whether a marker begins a frame: C0 to CF without tables (C4, CC) and the reserved one (C8); ITU-T T.81, table B.1. */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Returns the marker of the first frame; `null` where there is none before the first scan. */
export function frameMarker(bytes: Uint8Array): number | null {
  for (const { marker } of jpegSegments(bytes)) {
    if (marker === SOS) return null;
    if (isFrame(marker)) return marker;
  }
  return null;
}
