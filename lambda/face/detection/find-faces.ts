import { longerSide, type Picture } from '../picture/pixels/picture.ts';
import { stretchContrast } from '../picture/pixels/stretch-contrast.ts';
import { type DetectedFace, type Detector, suppress } from './detector.ts';
import { plausibleLandmarks, roll } from './landmarks.ts';
import type { SecondLook } from './second-look.ts';
import { detectOn, turnBack, type View, viewOf } from './views.ts';

/**
 * Longer sides, in pixels, of the views in which the detector sees an image. YuNet finds faces of about 10 to 300
 * pixels in its input. So the small view shows faces from 4 % of the longer side up to those that fill the frame, and the
 * large view shows faces from 2 %.
 */
const SMALL_VIEW = 256;
const LARGE_VIEW = 512;
/** This view is shown only when nothing was found in the others. It shows faces down to 1 % of the longer side. */
const LARGEST_VIEW = 1024;
/**
 * The large view is left out if the small one certainly shows a face of at least an eighth of the longer side. Faces that
 * only the large view would show in addition are less than a third of its size, so they are bystanders.
 */
const LARGE_FACE = 1 / 8;
const CERTAIN_SCORE = 0.8;
/**
 * The views that are tried when still nothing was found: shrunk so far that noise, dots of a print, moiré and blur average
 * out, and with the contrast stretched. `docs/hard-pictures.md` has the figures.
 */
const LAST_VIEWS = [
  { side: 128, stretched: false },
  { side: 128, stretched: true },
  { side: 256, stretched: true },
] as const;
/**
 * YuNet takes upside-down faces for upright ones, with a lower score. Measured by the second look on 577 upright photos and
 * on the same turned: upright 0.920 to 0.96 for all but six, the wrong ways at most 0.919. So a face above this score is
 * upright. Below it the image is turned, and the best face of each turn is looked at again, made upright by its own
 * landmarks. At a lean of 45 degrees the right and the wrong way have similar scores (the wrong one is higher in 17 of 60
 * photos). Without the lean they differ again (2 of 60).
 */
const SURELY_UPRIGHT = 0.92;
/** How much higher than the best face of the image as it is a turned face must score: most images are upright. */
const TURNED_PENALTY = 0.01;
/**
 * Ways whose best scores differ by more than this need no second look. With this value, photos turned in steps of 15 degrees
 * are recognised at every angle as well as upright ones, and photos of coarse dots, which the second look magnifies, are not
 * misjudged.
 */
const CLOSE_SCORE = 0.05;
/** Degrees. A face that leans more than this is found better, and its landmarks are more accurate, in a turned image. */
const UPRIGHT = 60;

export interface FoundFaces {
  /** Faces with plausible landmarks, largest box first. */
  readonly faces: readonly DetectedFace[];
  /** Whether something looked like a face but had no plausible landmarks. */
  readonly withoutLandmarks: boolean;
}

/** The result of the phases so far. */
interface Sighting {
  /** Faces that lean little, seen the right way up, in pixels of the image as it is. */
  readonly upright: readonly DetectedFace[];
  /** Whether anything looked like a face. */
  readonly found: boolean;
}

/**
 * Returns the faces of an image whose small view shows a face that is large, upright and beyond doubt. No other view and no
 * turn is needed then.
 *
 * @param look the second look at faces of this image
 * @returns `null` if more views are needed: call `findFaces`
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
 * Returns the faces of an image of any size, turned ones too, in pixels of the image as it is.
 *
 * @param look the second look at faces of this image
 */
export async function findFaces(detector: Detector, picture: Picture, look: SecondLook): Promise<FoundFaces> {
  const { views, ...first } = await firstViews(detector, picture);
  const second = await largestView(detector, picture, first);
  const third = await turnedViews(detector, picture, look, views, second);
  const { upright, found } = await lastViews(detector, picture, third);
  return { faces: largestFirst(upright), withoutLandmarks: upright.length === 0 && found };
}

/** Looks at the small view, and at the large one when there may be small faces. */
async function firstViews(
  detector: Detector,
  picture: Picture,
): Promise<Sighting & { readonly views: readonly View[] }> {
  const small = viewOf(picture, SMALL_VIEW);
  const inSmall = await detectOn(detector, [small], 0);
  const upright = inSmall.filter(isUpright);
  if (longerSide(picture) <= SMALL_VIEW || hasCertainFace(upright, picture)) {
    return { views: [small], upright, found: inSmall.length > 0 };
  }
  const large = viewOf(picture, LARGE_VIEW);
  const inBoth = [...inSmall, ...(await detectOn(detector, [large], 0))];
  return { views: [small, large], upright: suppress(inBoth.filter(isUpright)), found: inBoth.length > 0 };
}

/** Looks at the largest view when nothing was found. */
async function largestView(detector: Detector, picture: Picture, before: Sighting): Promise<Sighting> {
  if (before.upright.length > 0 || longerSide(picture) <= LARGE_VIEW) return before;
  const faces = await detectOn(detector, [viewOf(picture, LARGEST_VIEW)], 0);
  return { upright: faces.filter(isUpright), found: before.found || faces.length > 0 };
}

/** Looks at views turned by 90, 180 and 270 degrees when no face is surely upright. */
async function turnedViews(
  detector: Detector,
  picture: Picture,
  look: SecondLook,
  views: readonly View[],
  before: Sighting,
): Promise<Sighting> {
  if (await isSurelyUpright(before.upright, look)) return before;
  const ways = [before.upright];
  let { found } = before;
  for (const quarterTurns of [1, 2, 3]) {
    const faces = await detectOn(detector, views, quarterTurns);
    found ||= faces.length > 0;
    ways.push(faces.filter(isUpright).map((face) => turnBack(face, picture, quarterTurns)));
  }
  return { upright: await rightWayUp(ways, look), found };
}

/** Looks at views shrunk further and with more contrast when still nothing was found. */
async function lastViews(detector: Detector, picture: Picture, before: Sighting): Promise<Sighting> {
  if (before.upright.length > 0) return before;
  let { found } = before;
  for (const { side, stretched } of LAST_VIEWS) {
    const view = viewOf(picture, side);
    const content = stretched ? stretchContrast(view.content) : view.content;
    const faces = await detectOn(detector, [{ ...view, content }], 0);
    found ||= faces.length > 0;
    const upright = faces.filter(isUpright);
    if (upright.length > 0) return { upright, found };
  }
  return { upright: [], found };
}

/** Returns whether the best face leaves no doubt about which way up the image is. */
async function isSurelyUpright(faces: readonly DetectedFace[], look: SecondLook): Promise<boolean> {
  if (faces.length === 0) return false;
  const seen = await look(bestOf(faces));
  return seen !== null && seen.score >= SURELY_UPRIGHT;
}

/**
 * Returns the faces of the right way up: the turn in which the best face looks most like a face.
 *
 * @param ways the faces of each quarter turn in pixels of the image; first those of the image without a turn
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
    // A face that the second look does not find ranks below all that it finds, by its own score.
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

function hasCertainFace(faces: readonly DetectedFace[], picture: Picture): boolean {
  const side = LARGE_FACE * longerSide(picture);
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
