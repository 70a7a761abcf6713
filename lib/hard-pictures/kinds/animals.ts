import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { type Colour, cover, ellipse, mix, paint, scale } from '../../pictures/drawing.ts';
import { canvas } from '../../pictures/montage.ts';
import type { Random } from '../../statistics/random.ts';
import { mapColours } from './pixels.ts';

export const ANIMALS = ['cat', 'dog', 'owl', 'fish'] as const;
export type Animal = (typeof ANIMALS)[number];

const SIDE = 400;
const FURS: readonly Colour[] = [
  [196, 140, 82],
  [92, 88, 86],
  [222, 214, 200],
  [120, 84, 56],
  [48, 44, 44],
];

interface Look {
  readonly fur: Colour;
  readonly wall: Colour;
  readonly eye: Colour;
  readonly wide: number;
  readonly size: number;
}

/** A drawn animal, its head towards the viewer (the fish from its side): 400 x 400 pixels. */
export function drawAnimal(animal: Animal, random: Random): Picture {
  const look: Look = {
    fur: random.pick(FURS),
    wall: [random.between(90, 230), random.between(90, 230), random.between(90, 230)],
    eye: random.pick([
      [180, 170, 60],
      [90, 140, 80],
      [84, 52, 26],
    ] as const),
    wide: random.between(0.9, 1.15),
    size: random.between(95, 150),
  };
  const draw = { cat, dog, owl, fish }[animal];
  return mapColours(canvas(SIDE, SIDE, [0, 0, 0]), (_, x, y) => {
    const wall = scale(look.wall, 1 - (0.2 * y) / SIDE);
    return draw((x - SIDE / 2) / look.size / look.wide, (y - SIDE / 2) / look.size, look, wall);
  });
}

const EDGE = 0.02;

/** Fur: streaks that run outwards from the middle of the head. */
function fur(x: number, y: number, colour: Colour): Colour {
  const streak = Math.sin(70 * Math.atan2(y, x) + 5 * Math.hypot(x, y)) * Math.sin(31 * x + 47 * y);
  return scale(colour, 0.95 + 0.09 * streak - 0.15 * (x * x + y * y) - 0.1 * y);
}

function triangle(x: number, y: number, tipX: number, tipY: number, base: number, half: number): number {
  const along = (y - tipY) / (base - tipY);
  return along < 0 || along > 1 ? 1 : Math.abs(x - tipX * (1 - 0.25 * along)) - half * along;
}

function cat(x: number, y: number, look: Look, wall: Colour): Colour {
  const across = Math.abs(x);
  const coat = fur(x, y, look.fur);
  let colour = paint(wall, coat, cover(triangle(across, y, 0.78, -1.25, -0.35, 0.4), EDGE));
  colour = paint(colour, [226, 160, 150], cover(triangle(across, y, 0.78, -1.05, -0.45, 0.22), EDGE));
  colour = paint(colour, coat, cover(ellipse(x, y, 0, 0, 1, 0.85), EDGE));
  colour = paint(colour, look.eye, cover(ellipse(across, y, 0.42, -0.12, 0.2, 0.17), EDGE));
  colour = paint(colour, [10, 10, 10], cover(ellipse(across, y, 0.42, -0.12, 0.05, 0.16), EDGE));
  colour = paint(colour, scale(look.fur, 1.2), cover(ellipse(across, y, 0.16, 0.38, 0.24, 0.18), EDGE));
  colour = paint(colour, [206, 120, 120], cover(ellipse(x, y, 0, 0.2, 0.1, 0.07), EDGE));
  const whisker = Math.abs(y - 0.34 - 0.12 * (across - 0.3) * Math.sign(Math.sin(9 * y))) - 0.008;
  colour = paint(colour, [240, 240, 236], cover(Math.max(whisker, 0.3 - across, across - 1.2), EDGE));
  return paint(colour, [60, 40, 40], cover(Math.max(Math.abs(x) - 0.01, 0.26 - y, y - 0.42), EDGE));
}

function dog(x: number, y: number, look: Look, wall: Colour): Colour {
  const across = Math.abs(x);
  const coat = fur(x, y, look.fur);
  let colour = paint(wall, coat, cover(ellipse(x, y, 0, -0.1, 0.78, 0.9), EDGE));
  colour = paint(colour, scale(coat, 0.6), cover(ellipse(across, y, 0.84, 0.05, 0.24, 0.7), EDGE));
  colour = paint(colour, mix(coat, [240, 232, 220], 0.5), cover(ellipse(x, y, 0, 0.45, 0.44, 0.48), EDGE));
  colour = paint(colour, [46, 28, 16], cover(ellipse(across, y, 0.32, -0.2, 0.12, 0.13), EDGE));
  colour = paint(colour, [240, 240, 240], cover(ellipse(across, y, 0.35, -0.24, 0.03, 0.03), EDGE));
  colour = paint(colour, [20, 18, 18], cover(ellipse(x, y, 0, 0.25, 0.2, 0.14), EDGE));
  colour = paint(colour, [20, 18, 18], cover(Math.max(Math.abs(x) - 0.015, 0.3 - y, y - 0.6), EDGE));
  return paint(colour, [200, 90, 100], cover(ellipse(x, y, 0, 0.82, 0.14, 0.2), EDGE));
}

function owl(x: number, y: number, look: Look, wall: Colour): Colour {
  const across = Math.abs(x);
  const coat = scale(fur(x, y, look.fur), 0.9 + 0.15 * Math.sin(14 * y) * Math.sin(12 * x));
  let colour = paint(wall, coat, cover(ellipse(x, y, 0, 0.3, 0.95, 1.25), EDGE));
  colour = paint(colour, coat, cover(triangle(across, y, 0.62, -1.2, -0.5, 0.3), EDGE));
  colour = paint(colour, mix(coat, [240, 230, 210], 0.6), cover(ellipse(across, y, 0.4, -0.25, 0.42, 0.42), EDGE));
  colour = paint(colour, [236, 170, 40], cover(ellipse(across, y, 0.4, -0.25, 0.25, 0.25), EDGE));
  colour = paint(colour, [10, 10, 10], cover(ellipse(across, y, 0.4, -0.25, 0.14, 0.14), EDGE));
  return paint(colour, [180, 150, 70], cover(triangle(x, -y, 0, -0.25, 0.15, 0.14), EDGE));
}

function fish(x: number, y: number, look: Look, wall: Colour): Colour {
  const scales = 0.9 + 0.2 * Math.sin(24 * x) * Math.sin(24 * y + 3 * x);
  let colour = paint(wall, scale(look.fur, 0.8), cover(Math.max(Math.abs(y) - 0.9 * (x - 0.8), x - 1.3), EDGE));
  colour = paint(colour, scale(look.fur, scales), cover(ellipse(x, y, 0, 0, 1.1, 0.55), EDGE));
  colour = paint(colour, [240, 240, 230], cover(ellipse(x, y, -0.75, -0.1, 0.12, 0.12), EDGE));
  colour = paint(colour, [10, 10, 10], cover(ellipse(x, y, -0.77, -0.1, 0.06, 0.06), EDGE));
  return paint(colour, [60, 30, 30], cover(Math.max(Math.abs(y - 0.12) - 0.01, x + 0.8), EDGE));
}
