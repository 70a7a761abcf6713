import { MAX_FACES } from './comparison.ts';
import { ARCFACE_TEMPLATE, similarityTransform } from './detection/alignment.ts';
import type { DetectedFace, Detector } from './detection/detector.ts';
import { type FoundFaces, findFaces, findPlainFaces } from './detection/find-faces.ts';
import { interEyeDistance } from './detection/landmarks.ts';
import { scaleFace } from './detection/scale-face.ts';
import { type SecondLook, secondLook } from './detection/second-look.ts';
import { decodePicture } from './picture/decode.ts';
import type { DecodedSize } from './picture/decoded-size.ts';
import { type DecodedPicture, longerSide } from './picture/pixels/picture.ts';
import type { Stopwatch } from './stopwatch.ts';

/**
 * The least pixels of the longer side of a JPEG at the first look: a ninth of a phone's photo, which libjpeg decodes without
 * computing most of its pixels. That is enough for a large face.
 */
const FIRST_LOOK = 400;
/** Longer side in pixels that images are decoded to otherwise: that of the largest view of the detector. */
const OVERVIEW = 1024;
/**
 * A face that has fewer pixels than its crop is cut out of the image decoded once more, so large that it has this many
 * times as many: what is shrunk by less than a fifth is sampled at one point per pixel.
 */
const SPARE = 1.2;
/**
 * The smaller faces ask for no more than this many times what the largest one needs: they are cut out of fewer pixels than
 * their crops have, rather than that a face in the background makes the image be decoded at its full size.
 */
const MOST_FOR_OTHERS = 2;

export interface LocatedFaces {
  /** Decoded as large as the faces need, at most as large as in the file. */
  readonly picture: DecodedPicture;
  /** The largest, in pixels of the image, with the landmarks of the second look. */
  readonly faces: readonly DetectedFace[];
  /** How many were found, also beyond those. */
  readonly facesFound: number;
  /** Whether something looked like a face but had no plausible landmarks. */
  readonly withoutLandmarks: boolean;
}

/** A file decoded at one size, and the second look at its faces. */
interface Sight {
  readonly picture: DecodedPicture;
  readonly look: SecondLook;
}

/**
 * Decodes a file no larger than its faces need and finds them. Three words mean three things: the detector detects faces
 * in a view, findFaces finds them in the views of an image, and this function locates them in a file.
 *
 * @param bytes a JPG, PNG, BMP or TIFF file
 * @param cropEyeDistance pixels between the eyes in the largest crop of a face that is compared
 * @param watch takes the times of decode, detect, secondLook and align
 * @throws PictureError where the file cannot be decoded; Error on a failure of inference
 */
export async function locateFaces(
  detector: Detector,
  bytes: Uint8Array,
  cropEyeDistance: number,
  watch: Stopwatch,
): Promise<LocatedFaces> {
  const decode = async (size: DecodedSize): Promise<Sight> => {
    const picture = await watch.time('decode', () => decodePicture(bytes, size));
    return { picture, look: secondLook(detector, picture, watch) };
  };
  const plainFacesOf = async ({ picture, look }: Sight): Promise<FoundFaces | null> => {
    if (isOverview(picture)) return null;
    const found = await watch.time('detect', () => findPlainFaces(detector, picture, look));
    return found === null || eyeDistance(found.faces[0]!) < cropEyeDistance ? null : found;
  };

  const first = await decode({ kind: 'first look', atLeast: FIRST_LOOK, atMost: OVERVIEW });
  // A first look smaller than an overview is enough where it shows a plain face as large as its crop.
  const plain = await plainFacesOf(first);
  const overview = plain || isOverview(first.picture) ? first : await decode({ kind: 'at most', side: OVERVIEW });
  const { picture, look } = overview;
  const { faces: all, withoutLandmarks } =
    plain ?? (await watch.time('detect', () => findFaces(detector, picture, look)));

  const found = all.slice(0, MAX_FACES);
  const side = neededSide(found, picture, cropEyeDistance);
  const enough = side <= longerSide(picture);
  const sight = enough ? overview : await decode({ kind: 'at most', side });
  const [scaleX, scaleY] = [sight.picture.width / picture.width, sight.picture.height / picture.height];
  const faces = enough ? found : found.map((face) => scaleFace(face, scaleX, scaleY));
  const refined = await watch.time('align', () => refine(faces, sight.look));
  return { picture: sight.picture, faces: refined, facesFound: all.length, withoutLandmarks };
}

function isOverview(picture: DecodedPicture): boolean {
  return longerSide(picture) >= Math.min(OVERVIEW, fileSide(picture));
}

function fileSide({ fileWidth, fileHeight }: DecodedPicture): number {
  return Math.max(fileWidth, fileHeight);
}

/** Returns the pixels between the eyes as if the face were seen from the front: those of a profile are close together. */
function eyeDistance({ landmarks }: DetectedFace): number {
  const { a, b } = similarityTransform(landmarks, ARCFACE_TEMPLATE);
  return interEyeDistance(ARCFACE_TEMPLATE) / Math.hypot(a, b);
}

/**
 * Returns the longer side of an image that shows the faces as large as their crops need, at most the file's. Returns 0 where
 * they are that large.
 *
 * @param faces in pixels of the image, largest first
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
