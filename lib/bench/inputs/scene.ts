import { resizePicture } from '../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { normal } from '../../hard-pictures/kinds/noise.ts';
import { paste } from '../../pictures/montage.ts';
import type { Random } from '../../statistics/random.ts';

/** An image of one person, and the box of the face in pixels, from brows to chin as the detector draws it. */
export interface Sitter {
  readonly picture: Picture;
  readonly box: readonly [number, number, number, number];
}

/** Height of the middle of the face, as a share of the frame's height: slightly above the middle, as in portraits. */
const FACE_LEVEL = 0.46;
/** Pixels a side to which the photo is averaged before it fills the frame as an out-of-focus background. */
const BACKGROUND_SIDE = 24;

/**
 * Returns a new photo of a sitter. The face fills a given share of the height. The old photo's own colours, out of focus, fill
 * the area around it.
 *
 * @param share height of the face's box over that of the frame, (0, 1]
 */
export async function frameSitter({ picture, box }: Sitter, width: number, height: number, share: number) {
  const scale = (share * height) / box[3];
  const blurred = await resizePicture(picture, BACKGROUND_SIDE, BACKGROUND_SIDE);
  const frame = await resizePicture(blurred, width, height);
  const size = (length: number): number => Math.max(1, Math.round(length * scale));
  const scaled = await resizePicture(picture, size(picture.width), size(picture.height));
  const left = Math.round(width / 2 - (box[0] + box[2] / 2) * scale);
  const top = Math.round(height * FACE_LEVEL - (box[1] + box[3] / 2) * scale);
  paste(frame, scaled, left, top);
  return frame;
}

/** Number of noise values, which repeat over the image. It is prime, so that the pattern never lines up with rows or channels. */
const GRAIN_VALUES = 1_000_003;

/**
 * Adds sensor noise in place. It is normal and independent for each value, apart from its repetition after a million values,
 * which no decoder notices. `lib/hard-pictures/kinds/noise.ts` draws each value separately and takes seconds for 12 megapixels.
 *
 * @param deviation standard deviation, on the scale of 0 to 255
 */
export function addGrain(picture: Picture, deviation: number, random: Random): void {
  // Image values are integers, so the noise can be rounded once, before it is added to any pixel.
  const grain = Int16Array.from({ length: GRAIN_VALUES }, () => Math.round(Math.fround(deviation * normal(random))));
  const { buffer, byteOffset, length } = picture.data;
  const data = new Uint8ClampedArray(buffer, byteOffset, length);
  for (let start = 0; start < length; start += GRAIN_VALUES) {
    const end = Math.min(GRAIN_VALUES, length - start);
    for (let g = 0; g < end; g++) data[start + g] = data[start + g]! + grain[g]!;
  }
}
