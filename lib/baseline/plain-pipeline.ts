import { ARCFACE_SIZE, ARCFACE_TEMPLATE, similarityTransform } from '../../lambda/face/detection/alignment.ts';
import { createDetector, type DetectedFace } from '../../lambda/face/detection/detector.ts';
import { scaleFace } from '../../lambda/face/detection/scale-face.ts';
import { cosine } from '../../lambda/face/matching/embedder.ts';
import {
  DEFAULT_PACK,
  type ModelEntry,
  modelEntry,
  packModels,
  QUALITY_CROP_SIZE,
} from '../../lambda/face/models/manifest.ts';
import { loadModel, type Model } from '../../lambda/face/models/onnx.ts';
import { readManifest } from '../../lambda/face/models/read-manifest.ts';
import { batchTensor } from '../../lambda/face/models/tensor.ts';
import { toQualityCrop } from '../../lambda/face/quality/quality-crop.ts';
import { Stopwatch } from '../../lambda/face/stopwatch.ts';
import { cropStored, decodeStored, uprightSize, uprightView } from './plain-picture.ts';

/** Longer side of the picture that the detector sees, in pixels. */
const DETECTOR_SIDE = 640;

/** What is needed to compare two pictures in the plain way. */
export interface PlainPipeline {
  /** @returns the cosine of the largest face of each picture, `null` where one shows none; milliseconds by step */
  compare(first: Uint8Array, second: Uint8Array): Promise<{ cosine: number | null; durations: Record<string, number> }>;
  release(): Promise<void>;
}

/**
 * The pipeline that one would write first, as the measure of what ours is worth: the same models and session options, every
 * picture decoded whole by libvips, the detector on the picture shrunk to a longer side of 640 and padded to a multiple of
 * 32, the largest face cut once from the full picture, bilinearly, for each of the two models that look at it. Only what the
 * detector sees is turned as EXIF asks for it. It knows one size of face, no faces that lean much and no formats that libvips
 * does not read.
 *
 * @param threads of one inference
 */
export async function createPlainPipeline(modelsDir: string, threads: number): Promise<PlainPipeline> {
  const manifest = await readManifest(modelsDir);
  const { pack } = packModels(manifest, DEFAULT_PACK);
  const entries = [pack.detector, pack.embedders[0]!.model, pack.quality].map((name) => modelEntry(manifest, name));
  const models = await Promise.all(entries.map((entry) => loadModel(modelsDir, entry, threads)));
  const [detectorEntry, embedderEntry, qualityEntry] = entries as [ModelEntry, ModelEntry, ModelEntry];
  const [detectorModel, embedder, quality] = models as [Model, Model, Model];
  const detector = createDetector(detectorModel, detectorEntry.input);

  const embed = async (bytes: Uint8Array, watch: Stopwatch): Promise<Float32Array | null> => {
    const stored = await watch.time('decode', () => decodeStored(bytes));
    const face = await watch.time('detect', async () => {
      const view = uprightView(stored, DETECTOR_SIDE);
      const faces = await detector.detect(view);
      const { width, height } = uprightSize(stored);
      return faces.length === 0 ? null : scaleFace(largest(faces), width / view.width, height / view.height);
    });
    if (face === null) return null;
    await watch.time('quality', async () => {
      const crop = cropStored(stored, toQualityCrop(face.landmarks), QUALITY_CROP_SIZE);
      const { data, dims } = batchTensor([crop], qualityEntry.input);
      await quality.run(data, dims);
    });
    return watch.time('embed', async () => {
      const size = embedderEntry.input.size!;
      const template = ARCFACE_TEMPLATE.map(
        ([x, y]) => [(x * size) / ARCFACE_SIZE, (y * size) / ARCFACE_SIZE] as const,
      );
      const crop = cropStored(stored, similarityTransform(face.landmarks, template), size);
      const { data, dims } = batchTensor([crop], embedderEntry.input);
      return (await embedder.run(data, dims))[embedderEntry.output!.name]!.data;
    });
  };

  return {
    async compare(first, second) {
      const watch = new Stopwatch();
      const [a, b] = [await embed(first, watch), await embed(second, watch)];
      return { cosine: a === null || b === null ? null : cosine(a, b), durations: watch.milliseconds() };
    },
    async release() {
      await Promise.all(models.map((model) => model.release()));
    },
  };
}

function largest(faces: readonly DetectedFace[]): DetectedFace {
  return faces.reduce((a, b) => (b.box[2] * b.box[3] > a.box[2] * a.box[3] ? b : a));
}
