import { applyTransform } from '../../../lambda/face/detection/alignment.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { type Colour, cover, ellipse, paint, scale } from '../../pictures/drawing.ts';
import { canvas } from '../../pictures/montage.ts';
import type { Random } from '../../statistics/random.ts';
import { mapColours } from './pixels.ts';
import { type Subject, toFaceFrame } from './subject.ts';

const SIDE = 400;
const HAIRS: readonly Colour[] = [
  [34, 28, 26],
  [92, 62, 40],
  [186, 148, 96],
  [150, 148, 146],
];
const SKINS: readonly Colour[] = [
  [228, 186, 158],
  [172, 122, 90],
  [104, 70, 52],
];

/** A drawn head from behind: hair, ears, neck and shoulders; 400 x 400 pixels. */
export function backOfHead(random: Random): Picture {
  const [hair, skin] = [random.pick(HAIRS), random.pick(SKINS)];
  const wall: Colour = [random.between(120, 230), random.between(120, 230), random.between(120, 230)];
  const cloth: Colour = [random.between(20, 200), random.between(20, 200), random.between(20, 200)];
  const size = random.between(80, 130);
  const long = random.next() < 0.5;
  return mapColours(canvas(SIDE, SIDE, [0, 0, 0]), (_, px, py) => {
    const [x, y] = [(px - SIDE / 2) / size, (py - 0.45 * SIDE) / size];
    const strand = 0.85 + 0.2 * Math.sin(60 * Math.atan2(x, y + 1.8) + 2 * y) + 0.1 * (1 - y);
    let colour = paint(wall, cloth, cover(ellipse(x, y, 0, 2.9, 2.2, 1.3), 0.02));
    colour = paint(colour, scale(skin, 0.8), cover(Math.max(Math.abs(x) - 0.5, 0.3 - y, y - 1.8), 0.02));
    colour = paint(colour, scale(skin, 0.9), cover(ellipse(Math.abs(x), y, 0.96, 0.1, 0.13, 0.28), 0.02));
    const head = long ? ellipse(x, y, 0, 0.35, 1.05, 1.6) : ellipse(x, y, 0, -0.1, 0.95, 1.15);
    return paint(colour, scale(hair, strand), cover(head, 0.03));
  });
}

/** A real photo whose face is covered by a plain oval in the mean colour of what it hides: all of a person but the face. */
export function faceCovered(subject: Subject): Picture {
  const toFrame = toFaceFrame(subject);
  const [left, top, width, height] = subject.box.map(Math.round) as [number, number, number, number];
  const { picture } = subject;
  const sums = [0, 0, 0];
  let count = 0;
  for (let y = Math.max(0, top); y < Math.min(picture.height, top + height); y++) {
    for (let x = Math.max(0, left); x < Math.min(picture.width, left + width); x++, count++) {
      for (let c = 0; c < 3; c++) sums[c]! += picture.data[3 * (y * picture.width + x) + c]!;
    }
  }
  const mean: Colour = [sums[0]! / count, sums[1]! / count, sums[2]! / count];
  return mapColours(picture, (colour, x, y) => {
    const oval = ellipse(...applyTransform(toFrame, x, y), 56, 66, 50, 64);
    return paint(colour, mean, cover(oval, 3));
  });
}
