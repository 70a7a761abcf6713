import type { AnalysedPicture, Analyser } from '../../lambda/face/analyse-picture.ts';
import { scaleFace } from '../../lambda/face/detection/scale-face.ts';
import { embedFaces } from '../../lambda/face/matching/embedder.ts';
import { decodePicture } from '../../lambda/face/picture/decode.ts';
import { shrinkPicture } from '../../lambda/face/picture/pixels/shrink.ts';

/** Longer side of the picture that the detector sees, in pixels; smaller pictures are seen as they are. */
const DETECTOR_SIDE = 640;

/**
 * The analysis that one would write first, as the measure of what ours is worth: the detector on the picture at its own
 * size, and one crop by the landmarks that it gives. The same models and the same crop as ours,
 * but embeddings as the models give them, not seen from their centre.
 *
 * @returns faces without quality; none where the detector finds none
 */
export async function plainAnalysis({ detector, embedders }: Analyser, bytes: Uint8Array): Promise<AnalysedPicture> {
  const picture = await decodePicture(bytes);
  const { width, height } = picture;
  const scale = Math.max(1, Math.max(width, height) / DETECTOR_SIDE);
  const side = (length: number): number => Math.max(1, Math.round(length / scale));
  const shrunk = shrinkPicture(picture, side(width), side(height));
  const faces = (await detector.detect(shrunk)).map((face) => ({
    ...scaleFace(face, width / shrunk.width, height / shrunk.height),
    quality: 1,
    measures: {},
  }));
  const status = faces.length === 0 ? 'NoFaceDetected' : 'Success';
  return {
    analysis: { status, width, height, facesFound: faces.length, faces },
    embeddings: faces.length === 0 ? [] : await embedFaces(embedders, picture, faces),
  };
}
