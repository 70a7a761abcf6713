import { mapLandmarks, type Point } from '../picture/pixels/geometry.ts';
import type { Picture } from '../picture/pixels/picture.ts';
import { rotatePicture } from '../picture/pixels/rotate.ts';
import { shrinkPicture } from '../picture/pixels/shrink.ts';
import { stretchContrast } from '../picture/pixels/stretch-contrast.ts';
import { type DetectedFace, type Detector, suppress } from './detector.ts';
import { plausibleLandmarks, roll } from './landmarks.ts';
import { scaleFace } from './scale-face.ts';
import { type SecondLook, secondLook } from './second-look.ts';

/**
 * Longer sides in pixels of the views that a picture is shown to the detector in. YuNet finds faces of about 10 to 300
 * pixels in its input, so a face filling the frame is found in the small view, and faces from 4 % of the longer side on; in
 * the large one from 2 %.
 */
const SMALL_VIEW = 256;
const LARGE_VIEW = 512;
/** Tried only when nothing was found in the others: faces down to 1 % of the longer side. */
const LARGEST_VIEW = 1024;
/**
 * The large view is left out where the small one shows a face for certain, at least an eighth of the longer side: faces
 * that only the large one would show beside it are less than a third of its size, so bystanders.
 */
const LARGE_FACE = 1 / 8;
const CERTAIN_SCORE = 0.8;
/**
 * Tried when still nothing was found: shrunk so far that noise, dots of a print, moiré and blur average out, and with the
 * contrast stretched. docs/hard-pictures.md has the figures.
 */
const LAST_LOOKS = [
  { side: 128, stretched: false },
  { side: 128, stretched: true },
  { side: 256, stretched: true },
] as const;
/** Black around a view, as a share of its longer side: it makes faces cut by the edge visible as faces. */
const CUT_MARGIN = 1 / 8;
/**
 * YuNet takes upside-down faces for upright ones, with a lower score. Measured by the second look on 577 upright photos and
 * on the same turned: upright 0.920 to 0.96 for all but six, the wrong ways at most 0.919. So a face above this score is
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
 * Finds the faces of a picture where its small view shows one that is large, upright and beyond doubt: no other view and no
 * turn would be looked at then.
 *
 * @param look the second look at faces of this picture
 * @returns `null` where there is more to look at: `findFaces` finds out
 */
export async function findPlainFaces(
  detector: Detector,
  picture: Picture,
  look: SecondLook,
): Promise<FoundFaces | null> {
  const upright = (await detectOn(detector, [viewOf(picture, SMALL_VIEW)], 0)).filter(isUpright);
  if (!hasCertainFace(upright, picture) || !(await isSurelyUpright(upright, look))) return null;
  return { faces: largestFirst(upright), withoutLandmarks: false };
}

/**
 * Finds the faces of a picture of any size: on a small scale with a margin, on a larger one when there may be small faces,
 * on a third when nothing was found, turned by 90, 180 and 270 degrees when no face is surely upright, and last shrunk and
 * with more contrast.
 *
 * @param look the second look at faces of this picture
 * @returns faces in pixels of the picture as it is, turned ones too
 */
export async function findFaces(
  detector: Detector,
  picture: Picture,
  look: SecondLook = secondLook(detector, picture),
): Promise<FoundFaces> {
  const views = [viewOf(picture, SMALL_VIEW)];
  const found = await detectOn(detector, views, 0);
  let upright: readonly DetectedFace[] = found.filter(isUpright);
  const longest = Math.max(picture.width, picture.height);
  if (longest > SMALL_VIEW && !hasCertainFace(upright, picture)) {
    views.push(viewOf(picture, LARGE_VIEW));
    found.push(...(await detectOn(detector, views.slice(1), 0)));
    upright = suppress(found.filter(isUpright));
  }
  if (upright.length === 0 && longest > LARGE_VIEW) {
    const large = await detectOn(detector, [viewOf(picture, LARGEST_VIEW)], 0);
    found.push(...large);
    upright = large.filter(isUpright);
  }
  if (!(await isSurelyUpright(upright, look))) {
    const ways = [upright];
    for (const quarterTurns of [1, 2, 3]) {
      const turned = await detectOn(detector, views, quarterTurns);
      found.push(...turned);
      ways.push(turned.filter(isUpright).map((face) => turnBack(face, picture, quarterTurns)));
    }
    upright = await rightWayUp(ways, look);
  }
  for (const { side, stretched } of upright.length === 0 ? LAST_LOOKS : []) {
    const view = viewOf(picture, side);
    const content = stretched ? stretchContrast(view.content) : view.content;
    const last = await detectOn(detector, [{ ...view, content }], 0);
    found.push(...last);
    upright = last.filter(isUpright);
    if (upright.length > 0) break;
  }
  const faces = largestFirst(upright);
  return { faces, withoutLandmarks: faces.length === 0 && found.length > 0 };
}

/** Whether the best face leaves no doubt about which way up the picture is. */
async function isSurelyUpright(faces: readonly DetectedFace[], look: SecondLook): Promise<boolean> {
  if (faces.length === 0) return false;
  const seen = await look(bestOf(faces));
  return seen !== null && seen.score >= SURELY_UPRIGHT;
}

/**
 * A picture has one right way up: that in which its best face looks most like one.
 *
 * @param ways the faces of each quarter turn in pixels of the picture, none first
 */
async function rightWayUp(
  ways: readonly (readonly DetectedFace[])[],
  look: SecondLook,
): Promise<readonly DetectedFace[]> {
  const first = Math.max(...ways.map(bestScore));
  const possible = ways.filter((faces) => faces.length > 0 && bestScore(faces) >= first - CLOSE_SCORE);
  if (possible.length < 2) return possible[0] ?? [];
  let right = ways[0]!;
  let best = Number.NEGATIVE_INFINITY;
  for (const faces of possible) {
    const face = bestOf(faces);
    const seen = await look(face);
    // A face that is not seen again ranks below all that are, by its own score.
    const score = (seen?.score ?? face.score - 1) - (faces === ways[0] ? 0 : TURNED_PENALTY);
    if (score > best) {
      best = score;
      right = faces;
    }
  }
  return right;
}

function bestOf(faces: readonly DetectedFace[]): DetectedFace {
  return faces.reduce((a, b) => (b.score > a.score ? b : a));
}

function hasCertainFace(faces: readonly DetectedFace[], { width, height }: Picture): boolean {
  const side = LARGE_FACE * Math.max(width, height);
  return faces.some(({ box, score }) => score >= CERTAIN_SCORE && Math.sqrt(box[2] * box[3]) >= side);
}

function largestFirst(faces: readonly DetectedFace[]): readonly DetectedFace[] {
  return faces.toSorted((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
}

function bestScore(faces: readonly DetectedFace[]): number {
  return faces.reduce((best, face) => Math.max(best, face.score), 0);
}

function isUpright(face: DetectedFace): boolean {
  return plausibleLandmarks(face) && Math.abs(roll(face.landmarks)) <= UPRIGHT;
}

/** A picture scaled down for the detector. */
interface View {
  readonly content: Picture;
  /** Pixels of black around it. */
  readonly margin: number;
  /** Pixels of the picture per pixel of the content, along x and y. */
  readonly scale: readonly [number, number];
}

/** Never enlarges: a picture smaller than the view is shown as it is. */
function viewOf(picture: Picture, side: number): View {
  const longest = Math.max(picture.width, picture.height);
  const shrink = Math.min(1, side / longest);
  const width = Math.max(1, Math.round(picture.width * shrink));
  const height = Math.max(1, Math.round(picture.height * shrink));
  const content = shrinkPicture(picture, width, height);
  const margin = Math.round(CUT_MARGIN * Math.max(width, height));
  return { content, margin, scale: [picture.width / width, picture.height / height] };
}

async function detectOn(detector: Detector, views: readonly View[], quarterTurns: number): Promise<DetectedFace[]> {
  const faces: DetectedFace[] = [];
  for (const { content, margin, scale } of views) {
    const turned = rotatePicture(content, quarterTurns);
    const [scaleX, scaleY] = quarterTurns % 2 === 0 ? scale : [scale[1], scale[0]];
    for (const face of await detector.detect(turned, margin)) {
      faces.push(scaleFace(face, scaleX, scaleY));
    }
  }
  return suppress(faces);
}

/** From pixels of the picture turned clockwise by quarter turns to pixels of the picture itself. */
function turnBack(face: DetectedFace, picture: Picture, quarterTurns: number): DetectedFace {
  // `edge` is 0 for the edges of boxes and 1 for pixel centres.
  const point = ([x, y]: Point, edge: 0 | 1): Point => {
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
    landmarks: mapLandmarks(face.landmarks, (landmark) => point(landmark, 1)),
    score: face.score,
  };
}
