import type { AnalysedFace, PictureAnalysis } from './comparison.ts';
import type { DetectedFace, Detector } from './detector.ts';
import { type Embedding, embedFaces, type PackEmbedder } from './embedder.ts';
import type { FaceLuma } from './face-luma.ts';
import { findFaces } from './find-faces.ts';
import { decodePicture } from './image.ts';
import type { ModelEntry } from './manifest.ts';
import type { Model } from './onnx.ts';
import { type Picture, PictureError } from './picture.ts';
import { type FaceQuality, rateFaces } from './quality.ts';
import { refineLandmarks } from './refine-landmarks.ts';
import { bestFaceStatus, comparableFaces } from './status.ts';
import type { Stopwatch } from './stopwatch.ts';

/** The largest faces of a picture that are compared. */
export const MAX_FACES = 32;

/** The loaded models of a pack, by what they do. */
export interface Analyser {
  readonly detector: Detector;
  readonly embedders: readonly PackEmbedder[];
  readonly quality: { readonly model: Model; readonly entry: ModelEntry };
}

export interface AnalysedPicture {
  readonly analysis: PictureAnalysis;
  /** One per face of the analysis; `null` for a face of low quality beside one that is fine. */
  readonly embeddings: readonly (Embedding | null)[];
}

/** An analysis with what two pictures are compared by besides embeddings. */
export interface AnalysedUpload extends AnalysedPicture {
  /** One per face of the analysis. Pictures of faces: never to leave the process. */
  readonly lumas: readonly FaceLuma[];
}

/** The analysis of a picture without the crops of its faces, for those who keep it or pass it on. */
export async function analysePicture(
  analyser: Analyser,
  bytes: Uint8Array,
  watch: Stopwatch,
): Promise<AnalysedPicture> {
  const { analysis, embeddings } = await analyseUpload(analyser, bytes, watch);
  return { analysis, embeddings };
}

/**
 * Decodes a picture, finds its faces and embeds the largest of them.
 *
 * @param bytes a JPG, PNG, BMP or TIFF file
 * @returns an analysis without faces where the picture cannot be decoded or shows none
 * @throws Error on a failure of inference
 */
export async function analyseUpload(analyser: Analyser, bytes: Uint8Array, watch: Stopwatch): Promise<AnalysedUpload> {
  const { quality } = analyser;
  let picture: Picture;
  try {
    picture = await watch.time('decode', () => decodePicture(bytes));
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return withoutFaces({ status: error.code, width: 0, height: 0 });
  }
  const { width, height } = picture;
  const found = await watch.time('detect', () => findFaces(analyser.detector, picture));
  if (found.faces.length === 0) {
    return withoutFaces({ status: found.withoutLandmarks ? 'LandmarksNotDetected' : 'NoFaceDetected', width, height });
  }
  const chosen: DetectedFace[] = [];
  for (const face of found.faces.slice(0, MAX_FACES)) {
    chosen.push(await watch.time('align', () => refineLandmarks(analyser.detector, picture, face)));
  }
  const ratings = await watch.time('quality', () => rateFaces(quality.model, quality.entry, picture, chosen));
  const faces = chosen.map((face, i) => ratedFace(face, ratings[i]!));
  const comparable = comparableFaces(faces);
  const embeddings = await watch.time('embed', () => embedFaces(analyser.embedders, picture, comparable));
  const analysis = { status: bestFaceStatus(faces), width, height, facesFound: found.faces.length, faces };
  return {
    analysis,
    embeddings: faces.map((face) => embeddings[comparable.indexOf(face)] ?? null),
    lumas: ratings.map(({ luma }) => luma),
  };
}

function ratedFace({ box, landmarks, score }: DetectedFace, { quality, measures }: FaceQuality): AnalysedFace {
  return { box, landmarks, score, quality, measures };
}

function withoutFaces(picture: Pick<PictureAnalysis, 'status' | 'width' | 'height'>): AnalysedUpload {
  return { analysis: { ...picture, facesFound: 0, faces: [] }, embeddings: [], lumas: [] };
}
