import type { AnalysedFace, PictureAnalysis } from './comparison.ts';
import type { DetectedFace, Detector } from './detection/detector.ts';
import { inFile } from './detection/scale-face.ts';
import { type LocatedFaces, locateFaces } from './locate-faces.ts';
import { cropEyeDistance, type Embedding, embedFaces, type PackEmbedder } from './matching/embedder.ts';
import { PictureError } from './picture/pixels/picture.ts';
import type { FaceLuma } from './quality/face-luma.ts';
import { type FaceQuality, type QualityModel, rateFaces } from './quality/rate-faces.ts';
import { looksRecaptured } from './quality/recaptured.ts';
import { bestFaceStatus, comparableFaces } from './status.ts';
import type { Stopwatch } from './stopwatch.ts';

/** The loaded models of a pack, by what they do. */
export interface Analyser {
  readonly detector: Detector;
  readonly embedders: readonly PackEmbedder[];
  readonly quality: QualityModel;
}

export interface AnalysedPicture {
  readonly analysis: PictureAnalysis;
  /** One per face of the analysis; `null` for a face of low quality next to one that is fine. */
  readonly embeddings: readonly (Embedding | null)[];
}

/** An analysis with what two images are compared by besides embeddings. */
export interface AnalysedUpload extends AnalysedPicture {
  /** One per face of the analysis. Images of faces: never to leave the process. */
  readonly lumas: readonly FaceLuma[];
}

/** The analysis of an image without the crops of its faces, for those who keep it or pass it on. */
export async function analysePicture(
  analyser: Analyser,
  bytes: Uint8Array,
  watch: Stopwatch,
): Promise<AnalysedPicture> {
  const { analysis, embeddings } = await analyseUpload(analyser, bytes, watch);
  return { analysis, embeddings };
}

/**
 * Decodes an image, finds its faces and embeds the largest of them.
 *
 * @param bytes a JPG, PNG, BMP or TIFF file
 * @returns an analysis without faces where the image cannot be decoded or shows none
 * @throws Error on a failure of inference
 */
export async function analyseUpload(analyser: Analyser, bytes: Uint8Array, watch: Stopwatch): Promise<AnalysedUpload> {
  const { quality, detector, embedders } = analyser;
  let located: LocatedFaces;
  try {
    located = await locateFaces(detector, bytes, cropEyeDistance(embedders), watch);
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return withoutFaces({ status: error.code, invalid: error.invalid, width: 0, height: 0 });
  }
  const { picture, faces: chosen, facesFound, withoutLandmarks } = located;
  const { fileWidth: width, fileHeight: height } = picture;
  if (facesFound === 0) {
    return withoutFaces({ status: withoutLandmarks ? 'LandmarksNotDetected' : 'NoFaceDetected', width, height });
  }
  const ratings = await watch.time('quality', () => rateFaces(quality, picture, chosen));
  const recaptured = watch.timeSync('quality', () => looksRecaptured(ratings[0]!.crop, picture, chosen[0]!.landmarks));
  const faces = chosen.map((face, i) => ratedFace(inFile(face, picture), ratings[i]!));
  const comparable = comparableFaces(faces);
  const embeddable = comparable.map((face) => chosen[faces.indexOf(face)]!);
  const embeddings = await watch.time('embed', () => embedFaces(embedders, picture, embeddable));
  const analysis = { status: bestFaceStatus(faces), width, height, facesFound, recaptured, faces };
  return {
    analysis,
    embeddings: faces.map((face) => embeddings[comparable.indexOf(face)] ?? null),
    lumas: ratings.map(({ luma }) => luma),
  };
}

function ratedFace({ box, landmarks, score }: DetectedFace, { quality, measures }: FaceQuality): AnalysedFace {
  return { box, landmarks, score, quality, measures };
}

function withoutFaces(picture: Pick<PictureAnalysis, 'status' | 'invalid' | 'width' | 'height'>): AnalysedUpload {
  return { analysis: { ...picture, facesFound: 0, faces: [] }, embeddings: [], lumas: [] };
}
