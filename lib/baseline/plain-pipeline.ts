import type { AnalysedPicture } from '../../lambda/face/analyse-picture.ts';
import { ARCFACE_SIZE, ARCFACE_TEMPLATE, similarityTransform } from '../../lambda/face/detection/alignment.ts';
import type { DetectedFace } from '../../lambda/face/detection/detector.ts';
import { scaleFace } from '../../lambda/face/detection/scale-face.ts';
import { loadUnprojected } from '../../lambda/face/load-pack.ts';
import { cosine, type Embedding, embedCrops } from '../../lambda/face/matching/embedder.ts';
import { DEFAULT_PACK, QUALITY_CROP_SIZE } from '../../lambda/face/models/manifest.ts';
import { runOnCrops } from '../../lambda/face/models/run-on-crops.ts';
import { PictureError } from '../../lambda/face/picture/pixels/picture.ts';
import { toQualityCrop } from '../../lambda/face/quality/quality-crop.ts';
import { Stopwatch } from '../../lambda/face/stopwatch.ts';
import { cropStored, decodeStored, type StoredPicture, uprightSize, uprightView } from './plain-picture.ts';

/** Longer side of the image that the detector sees, in pixels. The detector sees a smaller image at its own size. */
const DETECTOR_SIDE = 640;

/** The pipeline against which we measure our own. */
export interface PlainPipeline {
  /**
   * Returns all faces of an image, with their embeddings and without quality. An image that libvips cannot decode has the
   * status InvalidImage.
   */
  analyse(bytes: Uint8Array): Promise<AnalysedPicture>;
  /**
   * Returns the cosine of the largest faces of the two images, `null` if an image shows no face, and milliseconds by step. Both
   * faces are also rated, because the engine that this is timed against does so.
   */
  compare(first: Uint8Array, second: Uint8Array): Promise<{ cosine: number | null; durations: Record<string, number> }>;
  release(): Promise<void>;
}

/**
 * Loads the obvious first version of a pipeline. It has the same models and session options as the engine. But libvips decodes
 * every image completely, and the detector sees it once, shrunk to a longer side of 640 pixels. Each face is cut once from the
 * whole image, bilinearly, for each model. Embeddings are as the models return them, without a projection. Only the detector's
 * view is turned upright as EXIF says. The pipeline misses small faces, strongly tilted faces, and formats that libvips does not
 * read.
 *
 * @param threads threads of one inference
 * @throws Error when the manifest or a model of the pack is missing or not as expected
 */
export async function createPlainPipeline(
  modelsDir: string,
  threads: number,
  pack = DEFAULT_PACK,
): Promise<PlainPipeline> {
  const { analyser, release } = await loadUnprojected({ modelsDir, pack, threads });
  const { detector, embedders, quality } = analyser;
  const norm = Math.hypot(...embedders.map(({ weight }) => weight));

  async function detect(stored: StoredPicture): Promise<DetectedFace[]> {
    const view = uprightView(stored, DETECTOR_SIDE);
    const { width, height } = uprightSize(stored);
    const faces = await detector.detect(view);
    return faces.map((face) => scaleFace(face, width / view.width, height / view.height));
  }

  /** Returns one embedding of length 1. The embeddings of several models are weighted and joined. */
  async function embed(stored: StoredPicture, { landmarks }: DetectedFace): Promise<Embedding> {
    const parts: number[][] = [];
    for (const embedder of embedders) {
      const size = embedder.entry.input.size!;
      const scale = size / ARCFACE_SIZE;
      const template = ARCFACE_TEMPLATE.map(([x, y]) => [x * scale, y * scale] as const);
      const crop = cropStored(stored, similarityTransform(landmarks, template), size);
      const [embedding] = await embedCrops(embedder, [crop]);
      parts.push(Array.from(embedding!, (value) => (value * embedder.weight) / norm));
    }
    return Float32Array.from(parts.flat());
  }

  async function embedLargest(bytes: Uint8Array, watch: Stopwatch): Promise<Embedding | null> {
    const stored = await watch.time('decode', () => decodeStored(bytes));
    const faces = await watch.time('detect', () => detect(stored));
    if (faces.length === 0) return null;
    const face = largest(faces);
    await watch.time('quality', () =>
      runOnCrops(quality, [cropStored(stored, toQualityCrop(face.landmarks), QUALITY_CROP_SIZE)]),
    );
    return watch.time('embed', () => embed(stored, face));
  }

  return {
    async analyse(bytes) {
      let stored: StoredPicture;
      try {
        stored = await decodeStored(bytes);
      } catch (error) {
        if (!(error instanceof PictureError)) throw error;
        return {
          analysis: { status: error.code, width: 0, height: 0, facesFound: 0, faces: [] },
          embeddings: [],
        };
      }
      const faces = (await detect(stored)).map((face) => ({ ...face, quality: 1, measures: {} }));
      const embeddings: Embedding[] = [];
      for (const face of faces) embeddings.push(await embed(stored, face));
      const status = faces.length === 0 ? 'NoFaceDetected' : 'Success';
      return { analysis: { status, ...uprightSize(stored), facesFound: faces.length, faces }, embeddings };
    },
    async compare(first, second) {
      const watch = new Stopwatch();
      const [a, b] = [await embedLargest(first, watch), await embedLargest(second, watch)];
      return { cosine: a === null || b === null ? null : cosine(a, b), durations: watch.milliseconds() };
    },
    release,
  };
}

function largest(faces: readonly DetectedFace[]): DetectedFace {
  return faces.reduce((a, b) => (b.box[2] * b.box[3] > a.box[2] * a.box[3] ? b : a));
}
