import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';

/** An image of at most 256 colours. */
export interface IndexedPicture {
  readonly width: number;
  readonly height: number;
  /** RGB, 3 bytes a colour. */
  readonly palette: Uint8Array;
  /** One byte per pixel. */
  readonly indices: Uint8Array;
}

/** Levels per channel: colours count as different if they differ in their 5 highest bits per channel. */
const LEVELS = 32;

interface Bin {
  readonly colour: readonly [number, number, number];
  readonly count: number;
}

/** Reduces an image to at most `colours` colours by median cut (Heckbert 1982). */
export function toPalette(picture: Picture, colours: number): IndexedPicture {
  const counts = new Uint32Array(LEVELS ** 3);
  const bins = new Uint16Array(picture.width * picture.height);
  for (let i = 0; i < bins.length; i++) {
    const [red, green, blue] = picture.data.subarray(3 * i, 3 * i + 3);
    bins[i] = ((red! >> 3) * LEVELS + (green! >> 3)) * LEVELS + (blue! >> 3);
    counts[bins[i]!]!++;
  }
  const used: Bin[] = [];
  counts.forEach((count, bin) => {
    if (count > 0) used.push({ colour: [bin >> 10, (bin >> 5) & 31, bin & 31], count });
  });
  const palette = cut(used, colours).map(mean);
  const nearest = new Map<number, number>();
  for (const { colour } of used) {
    nearest.set((colour[0] * LEVELS + colour[1]) * LEVELS + colour[2], closest(palette, colour));
  }
  return {
    width: picture.width,
    height: picture.height,
    palette: Uint8Array.from(palette.flat()),
    indices: Uint8Array.from(bins, (bin) => nearest.get(bin)!),
  };
}

/** Returns the image that a decoder has to make of it. */
export function fromPalette({ width, height, palette, indices }: IndexedPicture): Picture {
  const data = new Uint8Array(3 * width * height);
  indices.forEach((index, i) => {
    data.set(palette.subarray(3 * index, 3 * index + 3), 3 * i);
  });
  return { width, height, data };
}

/** Splits the box with the most pixels at the median of its longest side until there are enough boxes. */
function cut(all: Bin[], colours: number): Bin[][] {
  const boxes = [[...all]];
  while (boxes.length < colours) {
    const fullest = boxes.reduce((best, box) => (box.length > 1 && weight(box) > weight(best) ? box : best), []);
    if (fullest.length < 2) break;
    const spread = [0, 1, 2].map((channel) => range(fullest, channel));
    const channel = spread.indexOf(Math.max(...spread));
    fullest.sort((a, b) => a.colour[channel]! - b.colour[channel]!);
    const half = weight(fullest) / 2;
    let at = 0;
    for (let sum = 0; at < fullest.length - 1 && sum < half; at++) sum += fullest[at]!.count;
    boxes.push(fullest.splice(at));
  }
  return boxes;
}

function weight(box: readonly Bin[]): number {
  return box.length < 2 ? 0 : box.reduce((sum, bin) => sum + bin.count, 0);
}

function range(box: readonly Bin[], channel: number): number {
  const values = box.map((bin) => bin.colour[channel]!);
  return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
}

function mean(box: readonly Bin[]): number[] {
  const total = box.reduce((sum, bin) => sum + bin.count, 0);
  return [0, 1, 2].map((channel) => {
    const level = box.reduce((sum, bin) => sum + bin.colour[channel]! * bin.count, 0) / total;
    return Math.round((255 * level) / (LEVELS - 1));
  });
}

function closest(palette: readonly number[][], colour: Bin['colour']): number {
  const distances = palette.map((entry) =>
    entry.reduce((sum, value, channel) => sum + (value - (255 * colour[channel]!) / (LEVELS - 1)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}
