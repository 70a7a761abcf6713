import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeBmp24 } from '../../../lib/pictures/encode.ts';
import { encodeBmp24 as encodeAnyBmp24 } from '../../support/bmp/bmp-encoder.ts';

describe('a BMP of 24 bits', () => {
  // Widths that need 0 to 3 bytes of padding a row.
  it.each([40, 41, 42, 43])(
    'of %i pixels a side decodes to its picture and has the bytes of the general encoder',
    async (size) => {
      const face = drawnFace({ size });
      const { width, height, data } = await decodePicture(encodeBmp24(face));
      expect([width, height]).toEqual([size, size]);
      expect(Buffer.compare(data, face.data)).toBe(0);
      expect(encodeBmp24(face).equals(encodeAnyBmp24(face))).toBe(true);
    },
  );
});
