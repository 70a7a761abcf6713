import type { DetectedFace, Detector } from './detector.ts';
import { findFaces } from './find-faces.ts';
import { decodePicture } from './image.ts';
import { interEyeDistance } from './landmarks.ts';
import type { DecodedPicture } from './picture.ts';
import { scaleFace } from './scale-face.ts';
import { type SecondLook, secondLook } from './second-look.ts';
import type { Stopwatch } from './stopwatch.ts';

/** The largest faces of a picture that are compared. */
export const MAX_FACES = 32;

/**
 * Longer side in pixels that pictures are shrunk to while they are decoded, where it is more than `LARGEST_OVERVIEW`: libjpeg
 * then decodes a phone's photo at a quarter of its size, in half the time, and a colour profile is applied to a sixteenth of
 * its pixels.
 */
const OVERVIEW = 800;
/** As much as the largest canvas of the detector can show; where the overview shows no face, one of this size is searched. */
const LARGEST_OVERVIEW = 1024;
/**
 * Pixels between the eyes that the crops need: the embedder's has 40, and what is shrunk by less than a fifth is sampled at
 * one point per pixel. A face that has fewer in the overview is cut out of the picture decoded once more, larger.
 */
const NEEDED_EYE_DISTANCE = 48;

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
 * @param watch takes the times of decode, detect and align
 * @throws PictureError where the file cannot be decoded; Error on a failure of inference
 */
export async function locateFaces(detector: Detector, bytes: Uint8Array, watch: Stopwatch): Promise<LocatedFaces> {
  const decode = (longestSide: number, shrinkAbove = longestSide): Promise<DecodedPicture> =>
    watch.time('decode', () => decodePicture(bytes, { longestSide, shrinkAbove }));
  const search = async (picture: DecodedPicture) => {
    const look = secondLook(detector, picture);
    return { picture, look, ...(await watch.time('detect', () => findFaces(detector, picture, look))) };
  };
  let searched = await search(await decode(OVERVIEW, LARGEST_OVERVIEW));
  if (searched.faces.length === 0 && isShrunk(searched.picture))
    searched = await search(await decode(LARGEST_OVERVIEW));
  const { faces, withoutLandmarks } = searched;

  let { picture, look } = searched;
  let largest = faces.slice(0, MAX_FACES);
  if (largest.length > 0 && neededSide(largest, picture) > Math.max(picture.width, picture.height)) {
    const overview = picture;
    picture = await decode(neededSide(largest, overview));
    const [scaleX, scaleY] = [picture.width / overview.width, picture.height / overview.height];
    largest = largest.map((face) => scaleFace(face, scaleX, scaleY));
    look = secondLook(detector, picture);
  }
  const refined = await watch.time('align', () => refine(largest, look));
  return { picture, faces: refined, facesFound: faces.length, withoutLandmarks };
}

function isShrunk({ width, height, fileWidth, fileHeight }: DecodedPicture): boolean {
  return width < fileWidth || height < fileHeight;
}

/** The longer side of the picture that shows the smallest of the faces as large as the crops need, at most the file's. */
function neededSide(faces: readonly DetectedFace[], { width, height, fileWidth, fileHeight }: DecodedPicture): number {
  const smallest = Math.min(...faces.map(({ landmarks }) => interEyeDistance(landmarks)));
  const needed = Math.ceil((NEEDED_EYE_DISTANCE / smallest) * Math.max(width, height));
  return Math.min(Math.max(fileWidth, fileHeight), needed);
}

async function refine(faces: readonly DetectedFace[], look: SecondLook): Promise<DetectedFace[]> {
  const refined: DetectedFace[] = [];
  for (const face of faces) {
    const seen = await look(face);
    refined.push(seen === null ? face : { ...face, landmarks: seen.landmarks });
  }
  return refined;
}
