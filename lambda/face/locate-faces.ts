import { ARCFACE_TEMPLATE, similarityTransform } from './detection/alignment.ts';
import type { DetectedFace, Detector } from './detection/detector.ts';
import { type FoundFaces, findFaces, findPlainFaces } from './detection/find-faces.ts';
import { interEyeDistance } from './detection/landmarks.ts';
import { scaleFace } from './detection/scale-face.ts';
import { type SecondLook, secondLook } from './detection/second-look.ts';
import { type DecodeOptions, decodePicture } from './picture/decode.ts';
import type { DecodedPicture } from './picture/pixels/picture.ts';
import type { Stopwatch } from './stopwatch.ts';

/** The largest faces of a picture that are compared. */
export const MAX_FACES = 32;

/**
 * Pixels of the longer side that a JPEG has at least at the first look: a ninth of a phone's photo, which libjpeg decodes
 * without computing most of its pixels. That is enough for a large face.
 */
const FIRST_LOOK = 400;
/** Longer side in pixels that pictures are decoded to otherwise: as much as the largest view of the detector shows. */
const OVERVIEW = 1024;
/** What is no JPEG is taken whole up to this many pixels: all uncompressed files of 4 MB, and PNG of photos. */
const WHOLE = 2_500_000;
/**
 * A face that has fewer pixels than its crop is cut out of the picture decoded once more, so large that it has this many
 * times as many: what is shrunk by less than a fifth is sampled at one point per pixel.
 */
const SPARE = 1.2;
/**
 * The smaller faces ask for no more than this many times what the largest one needs: they are cut out of fewer pixels than
 * their crops have, rather than that a face in the background makes the picture be decoded at its full size.
 */
const MOST_FOR_OTHERS = 2;

export interface LocatedFaces {
  /** Decoded as large as the faces need, at most as large as in the file. */
  readonly picture: DecodedPicture;
  /** The largest, in pixels of the picture, with the landmarks of the second look. */
  readonly faces: readonly DetectedFace[];
  /** How many were found, also beyond those. */
  readonly facesFound: number;
  /** Whether something looked like a face but had no plausible landmarks. */
  readonly withoutLandmarks: boolean;
}

/**
 * Decodes a file no larger than its faces need and finds them.
 *
 * @param bytes a JPG, PNG, BMP or TIFF file
 * @param cropEyeDistance pixels between the eyes in the largest crop of a face that is compared
 * @param watch takes the times of decode, detect and align
 * @throws PictureError where the file cannot be decoded; Error on a failure of inference
 */
export async function locateFaces(
  detector: Detector,
  bytes: Uint8Array,
  cropEyeDistance: number,
  watch: Stopwatch,
): Promise<LocatedFaces> {
  const decode = (options: DecodeOptions): Promise<DecodedPicture> =>
    watch.time('decode', () => decodePicture(bytes, options));
  const first = await decode({ longestSide: OVERVIEW, leastSide: FIRST_LOOK, wholeUpTo: WHOLE });
  let picture = first;
  let look = secondLook(detector, picture);
  let found: FoundFaces | null = null;
  if (longerSide(first) < Math.min(OVERVIEW, fileSide(first))) {
    found = await watch.time('detect', () => findPlainFaces(detector, first, look));
    if (found === null || eyeDistance(found.faces[0]!) < cropEyeDistance) {
      found = null;
      picture = await decode({ longestSide: OVERVIEW });
      look = secondLook(detector, picture);
    }
  }
  found ??= await watch.time('detect', () => findFaces(detector, picture, look));

  let faces = found.faces.slice(0, MAX_FACES);
  const side = neededSide(faces, picture, cropEyeDistance);
  if (side > longerSide(picture)) {
    const overview = picture;
    picture = await decode({ longestSide: side });
    const [scaleX, scaleY] = [picture.width / overview.width, picture.height / overview.height];
    faces = faces.map((face) => scaleFace(face, scaleX, scaleY));
    look = secondLook(detector, picture);
  }
  const refined = await watch.time('align', () => refine(faces, look));
  return { picture, faces: refined, facesFound: found.faces.length, withoutLandmarks: found.withoutLandmarks };
}

function longerSide({ width, height }: DecodedPicture): number {
  return Math.max(width, height);
}

function fileSide({ fileWidth, fileHeight }: DecodedPicture): number {
  return Math.max(fileWidth, fileHeight);
}

/** Pixels between the eyes if the face were seen from the front: those of a profile are close together. */
function eyeDistance({ landmarks }: DetectedFace): number {
  const { a, b } = similarityTransform(landmarks, ARCFACE_TEMPLATE);
  return interEyeDistance(ARCFACE_TEMPLATE) / Math.hypot(a, b);
}

/**
 * The longer side of the picture that shows the faces as large as their crops need, at most the file's; 0 where they are.
 *
 * @param faces in pixels of the picture, largest first
 */
function neededSide(faces: readonly DetectedFace[], picture: DecodedPicture, cropEyeDistance: number): number {
  const sides = faces.map((face) => Math.ceil((longerSide(picture) * SPARE * cropEyeDistance) / eyeDistance(face)));
  const most = MOST_FOR_OTHERS * (sides[0] ?? 0);
  const needed = sides.filter((_, i) => eyeDistance(faces[i]!) < cropEyeDistance);
  return Math.min(fileSide(picture), Math.max(0, ...needed.map((side) => Math.min(side, most))));
}

async function refine(faces: readonly DetectedFace[], look: SecondLook): Promise<DetectedFace[]> {
  const refined: DetectedFace[] = [];
  for (const face of faces) {
    const seen = await look(face);
    refined.push(seen === null ? face : { ...face, landmarks: seen.landmarks });
  }
  return refined;
}
