/** The image formats of the contract. */
export type PictureFormat = 'jpeg' | 'png' | 'bmp' | 'tiff';

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG_SIGNATURE = [0xff, 0xd8, 0xff];

/** The 42 of classic TIFF and the 43 of BigTIFF, in both byte orders. */
const TIFF_SIGNATURES = [
  [0x49, 0x49, 42, 0],
  [0x4d, 0x4d, 0, 42],
  [0x49, 0x49, 43, 0],
  [0x4d, 0x4d, 0, 43],
];

const BMP_FILE_HEADER = 14;
const SMALLEST_BMP_INFO_HEADER = 12;
const LARGEST_BMP_INFO_HEADER = 124;

/**
 * Returns the format of an image file by its content. Names and declared media types are ignored.
 *
 * @param bytes the file, or at least its first 18 bytes
 * @returns the format, or `null` for anything that the contract does not accept
 */
export function pictureFormat(bytes: Uint8Array): PictureFormat | null {
  if (startsWith(bytes, JPEG_SIGNATURE)) return 'jpeg';
  if (startsWith(bytes, PNG_SIGNATURE)) return 'png';
  if (TIFF_SIGNATURES.some((signature) => startsWith(bytes, signature))) return 'tiff';
  if (isBmp(bytes)) return 'bmp';
  return null;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((value, index) => bytes[index] === value);
}

/** Returns whether a file is a BMP. Texts may begin with "BM" too, so the size of the header that follows must make sense. */
function isBmp(bytes: Uint8Array): boolean {
  if (bytes.length < BMP_FILE_HEADER + 4 || bytes[0] !== 0x42 || bytes[1] !== 0x4d) return false;
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(BMP_FILE_HEADER, true);
  return size >= SMALLEST_BMP_INFO_HEADER && size <= LARGEST_BMP_INFO_HEADER;
}
