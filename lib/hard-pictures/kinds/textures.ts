import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { type Colour, ellipse, mix, scale } from '../../pictures/drawing.ts';
import { canvas } from '../../pictures/montage.ts';
import type { Random } from '../../statistics/random.ts';
import { mapColours } from './pixels.ts';
import { drawTextLine } from './text.ts';

export const TEXTURES = ['plain', 'noise', 'clouds', 'wood', 'bricks', 'leaves', 'stripes', 'dots', 'text'] as const;
export type Texture = (typeof TEXTURES)[number];

const SIDE = 400;

/** An image of 400 x 400 pixels without a face: a surface in random colours and proportions. */
export function drawTexture(texture: Texture, random: Random): Picture {
  const colour = (): Colour => [random.between(20, 235), random.between(20, 235), random.between(20, 235)];
  const [dark, bright] = [colour(), colour()];
  const blank = canvas(SIDE, SIDE, [0, 0, 0]);
  const field = cloudField(random, random.between(40, 160));
  const period = random.between(12, 70);
  const angle = random.between(0, Math.PI);
  const shares: Record<Exclude<Texture, 'leaves' | 'text'>, (x: number, y: number) => number> = {
    plain: (x, y) => 0.2 * ((x + y) / SIDE),
    noise: () => random.next(),
    clouds: (x, y) => field(x, y),
    wood: (x, y) => 0.5 + 0.5 * Math.sin((x + 60 * field(x / 6, y)) / (period / 10)),
    bricks: (x, y) => brick(x, y, period) * (0.7 + 0.3 * field(x, y)),
    stripes: (x, y) => (Math.sin(((x * Math.cos(angle) + y * Math.sin(angle)) * 2 * Math.PI) / period) > 0 ? 1 : 0),
    dots: (x, y) => (Math.hypot((x % period) - period / 2, (y % period) - period / 2) < period / 3.2 ? 1 : 0),
  };
  if (texture === 'leaves') return leaves(random, dark);
  if (texture === 'text') return textPage(random);
  return mapColours(blank, (_, x, y) => mix(dark, bright, shares[texture](x, y)));
}

/** Smooth random values in [0, 1], in four octaves. */
function cloudField(random: Random, size: number): (x: number, y: number) => number {
  const grid = Array.from({ length: 64 * 64 }, () => random.next());
  const at = (i: number, j: number) => grid[(((j % 64) + 64) % 64) * 64 + (((i % 64) + 64) % 64)]!;
  const smooth = (x: number, y: number) => {
    const [i, j] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [(x - i) ** 2 * (3 - 2 * (x - i)), (y - j) ** 2 * (3 - 2 * (y - j))];
    const top = at(i, j) + u * (at(i + 1, j) - at(i, j));
    const bottom = at(i, j + 1) + u * (at(i + 1, j + 1) - at(i, j + 1));
    return top + v * (bottom - top);
  };
  return (x, y) =>
    [1, 2, 4, 8].reduce((sum, octave) => sum + smooth((x * octave) / size, (y * octave) / size) / octave, 0) / 1.875;
}

function brick(x: number, y: number, period: number): number {
  const row = Math.floor(y / period);
  const along = (x + (row % 2) * period) % (2 * period);
  return y % period < 3 || along < 3 ? 0 : 1;
}

function leaves(random: Random, ground: Colour): Picture {
  const all = Array.from({ length: 90 }, () => ({
    x: random.between(0, SIDE),
    y: random.between(0, SIDE),
    long: random.between(15, 60),
    wide: random.between(6, 22),
    angle: random.between(0, Math.PI),
    colour: [random.between(20, 120), random.between(80, 190), random.between(10, 80)] as Colour,
  }));
  return mapColours(canvas(SIDE, SIDE, [0, 0, 0]), (_, x, y) => {
    let colour = scale(ground, 0.4);
    for (const leaf of all) {
      const [dx, dy] = [x - leaf.x, y - leaf.y];
      const u = dx * Math.cos(leaf.angle) + dy * Math.sin(leaf.angle);
      const v = dy * Math.cos(leaf.angle) - dx * Math.sin(leaf.angle);
      const inside = ellipse(u, v, 0, 0, leaf.long, leaf.wide);
      if (inside < 0) colour = scale(leaf.colour, Math.abs(v) < 1 ? 0.6 : 0.8 + (0.3 * u) / leaf.long);
    }
    return colour;
  });
}

function textPage(random: Random): Picture {
  const page = canvas(SIDE, SIDE, [244, 243, 238]);
  const size = random.between(6, 22);
  for (let y = 20; y + size < SIDE - 10; y += 2 * size) {
    drawTextLine(page, { x: 20, y, size, width: random.between(200, SIDE - 40) }, [30, 30, 34], random);
  }
  return page;
}
