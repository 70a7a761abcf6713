import { type DetectedFace, type Detector, suppress } from './detector.ts';
import { resizePicture } from './image.ts';
import { plausibleLandmarks, roll } from './landmarks.ts';
import type { Picture } from './picture.ts';
import { seenUpright } from './refine-landmarks.ts';
import { rotatePicture } from './rotate.ts';
import { stretchContrast } from './stretch-contrast.ts';

/**
 * Sides in pixels of the square canvases that a picture is shown to the detector on. YuNet finds faces of about 10 to 300
 * pixels in its input, so a face filling the frame is found on the small canvas and one of 2 % of the frame on the large.
 */
const CANVASES = [320, 640] as const;
/** Tried only when nothing was found on the others: faces down to 1 % of the longer side. */
const LARGE_CANVAS = 1280;
/**
 * Tried when still nothing was found: shrunk so far that noise, dots of a print, moiré and blur average out, and with the
 * contrast stretched. docs/hard-pictures.md has the figures.
 */
const LAST_LOOKS = [
  { side: 160, stretched: false },
  { side: 160, stretched: true },
  { side: 320, stretched: true },
] as const;
/** Share of the canvas that the picture may fill; the black margin around it makes faces cut by the edge visible as faces. */
const FILL = 0.8;
/**
 * YuNet takes upside-down faces for upright ones, with a lower score. Measured on 404 upright photos: right way up 0.91 to
 * 0.95, the best of the three wrong ways at most 0.92 and at least 0.014 below the right one. So a face above this score is
 * upright. Below it the picture is turned, and the best face of each turn is seen again upright by its own landmarks: a
 * lean of 45 degrees makes the scores of right and wrong ways alike (the wrong one is higher in 17 of 60 photos), without
 * the lean they differ again (2 of 60).
 */
const SURELY_UPRIGHT = 0.92;
/** What a turned face must score above the best one of the picture as it is: pictures are upright far more often than not. */
const TURNED_PENALTY = 0.01;
/**
 * Ways whose best scores differ by more than this need no second look: with it, photos turned by 15 degree steps are
 * recognised at every angle as upright, and those of coarse dots, which the second look magnifies, are not misjudged.
 */
const CLOSE_SCORE = 0.05;
/** A face that leans more than this is found better, and its landmarks are truer, in a turned picture. Degrees. */
const UPRIGHT = 60;

export interface FoundFaces {
  /** Faces with plausible landmarks, largest box first. */
  readonly faces: readonly DetectedFace[];
  /** Whether something looked like a face but had no plausible landmarks. */
  readonly withoutLandmarks: boolean;
}

/**
 * Finds the faces of a picture of any size: on two scales with a margin, on a third when nothing was found, turned by 90,
 * 180 and 270 degrees when no face is surely upright, and last shrunk and with more contrast.
 *
 * @returns faces in pixels of the picture as it is, turned ones too
 */
export async function findFaces(detector: Detector, picture: Picture): Promise<FoundFaces> {
  const views = await Promise.all(CANVASES.map((side) => viewOf(picture, side)));
  const found = await detectOn(detector, views, 0);
  let upright: readonly DetectedFace[] = found.filter(isUpright);
  if (upright.length === 0 && Math.max(picture.width, picture.height) > LARGE_CANVAS * FILL * 0.5) {
    const large = await detectOn(detector, [await viewOf(picture, LARGE_CANVAS)], 0);
    found.push(...large);
    upright = large.filter(isUpright);
  }
  if (bestScore(upright) < SURELY_UPRIGHT) {
    const ways = [upright];
    for (const quarterTurns of [1, 2, 3]) {
      const turned = await detectOn(detector, views, quarterTurns);
      found.push(...turned);
      ways.push(turned.filter(isUpright).map((face) => turnBack(face, picture, quarterTurns)));
    }
    upright = await rightWayUp(detector, picture, ways);
  }
  for (const { side, stretched } of upright.length === 0 ? LAST_LOOKS : []) {
    const view = await viewOf(picture, side);
    const content = stretched ? stretchContrast(view.content) : view.content;
    const last = await detectOn(detector, [{ ...view, content }], 0);
    found.push(...last);
    upright = last.filter(isUpright);
    if (upright.length > 0) break;
  }
  const faces = upright.toSorted((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
  return { faces, withoutLandmarks: faces.length === 0 && found.length > 0 };
}

/**
 * A picture has one right way up: that in which its best face looks most like one.
 *
 * @param ways the faces of each quarter turn in pixels of the picture, none first
 */
async function rightWayUp(
  detector: Detector,
  picture: Picture,
  ways: readonly (readonly DetectedFace[])[],
): Promise<readonly DetectedFace[]> {
  const first = Math.max(...ways.map(bestScore));
  const possible = ways.filter((faces) => faces.length > 0 && bestScore(faces) >= first - CLOSE_SCORE);
  if (possible.length < 2) return possible[0] ?? [];
  let right = ways[0]!;
  let best = Number.NEGATIVE_INFINITY;
  for (const faces of possible) {
    const face = faces.reduce((a, b) => (b.score > a.score ? b : a));
    const seen = await seenUpright(detector, picture, face);
    // A face that is not seen again ranks below all that are, by its own score.
    const score = (seen?.score ?? face.score - 1) - (faces === ways[0] ? 0 : TURNED_PENALTY);
    if (score > best) {
      best = score;
      right = faces;
    }
  }
  return right;
}

function bestScore(faces: readonly DetectedFace[]): number {
  return faces.reduce((best, face) => Math.max(best, face.score), 0);
}

function isUpright(face: DetectedFace): boolean {
  return plausibleLandmarks(face) && Math.abs(roll(face.landmarks)) <= UPRIGHT;
}

/** A picture scaled down for the detector, to be laid in the middle of a canvas. */
interface View {
  readonly canvas: number;
  readonly content: Picture;
  /** Pixels of the picture per pixel of the content, along x and y. */
  readonly scale: readonly [number, number];
}

/** Never enlarges: a picture smaller than the canvas gets a smaller canvas with the same margin. */
async function viewOf(picture: Picture, side: number): Promise<View> {
  const longest = Math.max(picture.width, picture.height);
  const shrink = Math.min(1, (side * FILL) / longest);
  const width = Math.max(1, Math.round(picture.width * shrink));
  const height = Math.max(1, Math.round(picture.height * shrink));
  const content = await resizePicture(picture, width, height);
  const canvas = Math.min(side, Math.ceil(longest / FILL));
  return { canvas, content, scale: [picture.width / width, picture.height / height] };
}

async function detectOn(detector: Detector, views: readonly View[], quarterTurns: number): Promise<DetectedFace[]> {
  const faces: DetectedFace[] = [];
  const done = new Set<number>();
  for (const { canvas, content, scale } of views) {
    // A picture smaller than both canvases looks the same on either.
    if (done.has(canvas)) continue;
    done.add(canvas);
    const turned = rotatePicture(content, quarterTurns);
    const margin = Math.floor((canvas - Math.max(content.width, content.height)) / 2);
    const onCanvas = withMargin(turned, margin);
    const [scaleX, scaleY] = quarterTurns % 2 === 0 ? scale : [scale[1], scale[0]];
    for (const face of await detector.detect(onCanvas)) {
      const x = (value: number): number => (value - margin) * scaleX;
      const y = (value: number): number => (value - margin) * scaleY;
      faces.push({
        box: [x(face.box[0]), y(face.box[1]), face.box[2] * scaleX, face.box[3] * scaleY],
        // Pixel centres lie at whole numbers: half a pixel of the content is half a pixel times the scale of the picture.
        landmarks: face.landmarks.map(([u, v]) => [x(u + 0.5) - 0.5, y(v + 0.5) - 0.5] as const),
        score: face.score,
      });
    }
  }
  return suppress(faces);
}

function withMargin(picture: Picture, margin: number): Picture {
  const width = picture.width + 2 * margin;
  const height = picture.height + 2 * margin;
  const data = new Uint8Array(3 * width * height);
  for (let row = 0; row < picture.height; row++) {
    const from = 3 * row * picture.width;
    data.set(picture.data.subarray(from, from + 3 * picture.width), 3 * ((row + margin) * width + margin));
  }
  return { width, height, data };
}

/** From pixels of the picture turned clockwise by quarter turns to pixels of the picture itself. */
function turnBack(face: DetectedFace, picture: Picture, quarterTurns: number): DetectedFace {
  // `edge` is 0 for the edges of boxes and 1 for pixel centres.
  const point = ([x, y]: readonly [number, number], edge: 0 | 1): [number, number] => {
    const [w, h] = [picture.width - edge, picture.height - edge];
    if (quarterTurns === 1) return [y, h - x];
    if (quarterTurns === 2) return [w - x, h - y];
    return [w - y, x];
  };
  const [x, y, w, h] = face.box;
  const [ax, ay] = point([x, y], 0);
  const [bx, by] = point([x + w, y + h], 0);
  return {
    box: [Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay)],
    landmarks: face.landmarks.map((landmark) => point(landmark, 1)),
    score: face.score,
  };
}
