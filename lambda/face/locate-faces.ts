import { ARCFACE_TEMPLATE, similarityTransform } from './detection/alignment.ts';
import type { DetectedFace, Detector } from './detection/detector.ts';
import { type FoundFaces, findFaces, findPlainFaces } from './detection/find-faces.ts';
import { interEyeDistance } from './detection/landmarks.ts';
import { scaleFace } from './detection/scale-face.ts';
import { type SecondLook, secondLook } from './detection/second-look.ts';
import { type DecodedSize, decodePicture } from './picture/decode.ts';
import type { DecodedPicture } from './picture/pixels/picture.ts';
import type { Stopwatch } from './stopwatch.ts';

/** The most faces of a picture that are compared: the largest. */
const MAX_FACES = 32;

/**
 * The least pixels of the longer side of a JPEG at the first look: a ninth of a phone's photo, which libjpeg decodes without
 * computing most of its pixels. That is enough for a large face.
 */
const FIRST_LOOK = 400;
/** Longer side in pixels that pictures are decoded to otherwise: that of the largest view of the detector. */
const OVERVIEW = 1024;
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

/** A file decoded at one size. */
interface Sight {
  readonly picture: DecodedPicture;
  /** The second look at faces of this picture. */
  readonly look: SecondLook;
}

/** With faces in pixels of the picture. */
interface Overview extends Sight {
  readonly found: FoundFaces;
}

type Decode = (size: DecodedSize) => Promise<Sight>;

/**
 * Decodes a file no larger than its faces need and finds them. Three words stand for three things: the detector detects faces
 * in a view, findFaces finds them in the views of a picture, and this function locates them in a file.
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
  const decode: Decode = async (size) => {
    const picture = await watch.time('decode', () => decodePicture(bytes, size));
    return { picture, look: secondLook(detector, picture, watch) };
  };
  const first = await decode({ kind: 'first look', atLeast: FIRST_LOOK, atMost: OVERVIEW });
  const overview =
    (await plainOverview(detector, first, cropEyeDistance, watch)) ??
    (await fullOverview(detector, first, decode, watch));
  const { picture, faces, look } = await enlargedFor(overview, cropEyeDistance, decode);
  return {
    picture,
    faces: await watch.time('align', () => refine(faces, look)),
    facesFound: overview.found.faces.length,
    withoutLandmarks: overview.found.withoutLandmarks,
  };
}

/** Returns the first look where it was decoded smaller than an overview and shows a plain face as large as its crop. */
async function plainOverview(
  detector: Detector,
  first: Sight,
  cropEyeDistance: number,
  watch: Stopwatch,
): Promise<Overview | null> {
  if (isOverview(first.picture)) return null;
  const found = await watch.time('detect', () => findPlainFaces(detector, first.picture, first.look));
  return found === null || eyeDistance(found.faces[0]!) < cropEyeDistance ? null : { ...first, found };
}

/** Returns the picture at the size of an overview, with all that can be found in it. */
async function fullOverview(detector: Detector, first: Sight, decode: Decode, watch: Stopwatch): Promise<Overview> {
  const sight = isOverview(first.picture) ? first : await decode({ kind: 'at most', side: OVERVIEW });
  const found = await watch.time('detect', () => findFaces(detector, sight.picture, sight.look));
  return { ...sight, found };
}

/** Returns the largest faces, in a picture decoded once more where they are smaller than their crops. */
async function enlargedFor(
  { picture, look, found }: Overview,
  cropEyeDistance: number,
  decode: Decode,
): Promise<Sight & { readonly faces: readonly DetectedFace[] }> {
  const faces = found.faces.slice(0, MAX_FACES);
  const side = neededSide(faces, picture, cropEyeDistance);
  if (side <= longerSide(picture)) return { picture, look, faces };
  const large = await decode({ kind: 'at most', side });
  const [scaleX, scaleY] = [large.picture.width / picture.width, large.picture.height / picture.height];
  return { ...large, faces: faces.map((face) => scaleFace(face, scaleX, scaleY)) };
}

function isOverview(picture: DecodedPicture): boolean {
  return longerSide(picture) >= Math.min(OVERVIEW, fileSide(picture));
}

function longerSide({ width, height }: DecodedPicture): number {
  return Math.max(width, height);
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
 * Returns the longer side of a picture that shows the faces as large as their crops need, at most the file's. Returns 0 where
 * they are that large.
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
