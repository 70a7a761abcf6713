import { expect, test } from 'vitest';
import { decodePicture } from '../../../../../lambda/face/picture/decode.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { TIFF_FORMS } from '../../../../support/hostile/tiff-builder.ts';
import { LAYOUTS, sampleTiff } from '../../../../support/tiff/sample-tiff.ts';

const face = drawnFace({ size: 70 });
const { width, height } = face;

test.each(LAYOUTS)('a run of PackBits that goes beyond its strip or tile is refused: %s', async (layout) => {
  const valueAt = (x: number, row: number, sample: number) => face.data[3 * (row * width + x) + sample]!;
  const common = { width, height, layout, samples: 3, photometric: 2, type: 'u8', valueAt } as const;
  const whole = sampleTiff({ ...common, form: TIFF_FORMS[0]!, compression: 'PackBits' });
  expect(Buffer.compare((await decodePicture(whole)).data, face.data)).toBe(0);
  let refused = 0;
  for (let at = whole.length - 1; at >= whole.length - 250; at--) {
    const bytes = Buffer.from(whole);
    bytes[at] = 127;
    const picture = await decodePicture(bytes).catch((error: unknown) => error);
    if (picture instanceof Error) {
      expect(picture).toMatchObject({ invalid: { reason: 'damaged' } });
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(0);
});
