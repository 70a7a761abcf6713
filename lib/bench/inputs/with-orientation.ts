/**
 * A JPEG file with an EXIF block that holds the orientation alone (EXIF 2.32: a segment APP1 with a TIFF header and one
 * directory of one entry). sharp writes an orientation only together with a colour profile, which many phones leave out.
 *
 * @param jpeg without EXIF
 * @param orientation 1 to 8, tag 274
 */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const block = Buffer.alloc(36);
  // Marker, and the length of what follows it.
  block.writeUInt16BE(0xffe1, 0);
  block.writeUInt16BE(block.length - 2, 2);
  block.write('Exif\0\0', 4, 'latin1');
  // TIFF in big-endian order; the directory follows its header of 8 bytes.
  block.write('MM', 10, 'latin1');
  block.writeUInt16BE(42, 12);
  block.writeUInt32BE(8, 14);
  block.writeUInt16BE(1, 18);
  // Tag, type SHORT, one value.
  block.writeUInt16BE(274, 20);
  block.writeUInt16BE(3, 22);
  block.writeUInt32BE(1, 24);
  block.writeUInt16BE(orientation, 28);
  // The last four bytes: no directory after this one. The file begins with its marker of two bytes.
  return Buffer.concat([jpeg.subarray(0, 2), block, jpeg.subarray(2)]);
}
