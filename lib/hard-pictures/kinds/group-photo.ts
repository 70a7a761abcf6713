import { resizePicture } from '../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { canvas, paste } from '../../pictures/montage.ts';
import type { Random } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';
import { crop } from './framing.ts';
import { eyeDistance, type Subject } from './subject.ts';

/** Side of one person's part of the image, and pixels between the eyes of the largest and the smallest face in it. */
const TILE = 160;
const LARGEST = 36;
const SMALLEST = 20;

/**
 * Several people in one image, side by side in rows, their faces of different sizes.
 *
 * @param people at least one; shuffled
 */
export async function groupPicture(people: readonly Subject[], random: Random): Promise<Picture> {
  const order = shuffle(people, random);
  const columns = Math.ceil(Math.sqrt(order.length));
  const rows = Math.ceil(order.length / columns);
  const picture = canvas(columns * TILE, rows * TILE, [148, 150, 152]);
  for (const [i, person] of order.entries()) {
    const scale = random.between(SMALLEST, LARGEST) / eyeDistance(person);
    const [x, y, w, h] = person.box;
    const side = Math.round(TILE / scale);
    const part = crop(person.picture, Math.round(x + (w - side) / 2), Math.round(y + (h - side) / 2), side, side);
    const tile = await resizePicture(part, TILE, TILE);
    paste(picture, tile, (i % columns) * TILE, Math.floor(i / columns) * TILE);
  }
  return picture;
}
