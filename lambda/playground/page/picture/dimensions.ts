import type { PictureFormat } from '../../../face/picture/format.ts';

export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/**
 * Returns width and height from the header of an image, as stored, before any EXIF orientation. Nothing is decoded, so
 * recognising an image of hundreds of megapixels costs nothing.
 *
 * Formats: ITU-T T.81 B.2.2 (JPEG), W3C PNG 11.2.1, [MS-WMF] 2.2.2.3 (BMP), TIFF 6.0 section 2.
 *
 * @param bytes the whole file
 * @returns `null` if the header does not say
 */
export function dimensions(bytes: Uint8Array, format: PictureFormat): Dimensions | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const found = READERS[format](view);
    return found !== null && found.width > 0 && found.height > 0 ? found : null;
  } catch (error) {
    // Reading beyond the end: the file is cut off.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const READERS: Readonly<Record<PictureFormat, (view: DataView) => Dimensions | null>> = { jpeg, png, bmp, tiff };

/** Walks from marker to marker to the first start of frame (SOF0 to SOF15 except for DHT, JPG and DAC). */
function jpeg(view: DataView): Dimensions | null {
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    } else at += 2 + view.getUint16(at + 2);
  }
}

function png(view: DataView): Dimensions {
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function bmp(view: DataView): Dimensions {
  const isCore = view.getUint32(14, true) === 12;
  if (isCore) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  // A negative height says that the rows begin at the top.
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}

const TIFF_WIDTH = 256;
const TIFF_HEIGHT = 257;
const TIFF_SHORT = 3;

/** Reads the first directory of a classic TIFF; BigTIFF is left to the service. */
function tiff(view: DataView): Dimensions | null {
  const little = view.getUint8(0) === 0x49;
  if (view.getUint16(2, little) !== 42) return null;
  const directory = view.getUint32(4, little);
  const values = new Map<number, number>();
  for (let i = 0; i < view.getUint16(directory, little); i++) {
    const entry = directory + 2 + 12 * i;
    const short = view.getUint16(entry + 2, little) === TIFF_SHORT;
    const value = short ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little);
    values.set(view.getUint16(entry, little), value);
  }
  const [width, height] = [values.get(TIFF_WIDTH), values.get(TIFF_HEIGHT)];
  return width === undefined || height === undefined ? null : { width, height };
}
