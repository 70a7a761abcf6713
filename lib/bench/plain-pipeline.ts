import sharp from 'sharp';
import {
  ARCFACE_SIZE,
  ARCFACE_TEMPLATE,
  invert,
  type SimilarityTransform,
  similarityTransform,
} from '../../lambda/face/alignment.ts';
import { createDetector, type DetectedFace } from '../../lambda/face/detector.ts';
import { cosine } from '../../lambda/face/embedder.ts';
import { type ModelEntry, modelEntry, packModels, readManifest } from '../../lambda/face/manifest.ts';
import { loadModel, type Model } from '../../lambda/face/onnx.ts';
import { type Picture, PictureError } from '../../lambda/face/picture.ts';
import { toQualityCrop } from '../../lambda/face/quality.ts';
import { Stopwatch } from '../../lambda/face/stopwatch.ts';
import { batchTensor } from '../../lambda/face/tensor.ts';

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
 * 32, the largest face cut once from the full picture, bilinearly, for each of the two models that look at it. It knows one
 * size of face, no turned faces and no formats that libvips does not read.
 *
 * @param threads of one inference
 */
export async function createPlainPipeline(modelsDir: string, threads: number): Promise<PlainPipeline> {
  const manifest = await readManifest(modelsDir);
  const { pack } = packModels(manifest, 'retail-0095');
  const entries = [pack.detector, pack.embedders[0]!.model, pack.quality].map((name) => modelEntry(manifest, name));
  const models = await Promise.all(entries.map((entry) => loadModel(modelsDir, entry, threads)));
  const [detectorEntry, embedderEntry, qualityEntry] = entries as [ModelEntry, ModelEntry, ModelEntry];
  const [detectorModel, embedder, quality] = models as [Model, Model, Model];
  const detector = createDetector(detectorModel, detectorEntry.input);

  const embed = async (bytes: Uint8Array, watch: Stopwatch): Promise<Float32Array | null> => {
    const picture = await watch.time('decode', () => decode(bytes));
    const face = await watch.time('detect', async () => {
      const [shrunk, scale] = await shrink(picture);
      const faces = await detector.detect(shrunk);
      return faces.length === 0 ? null : enlarge(largest(faces), scale);
    });
    if (face === null) return null;
    await watch.time('quality', async () => {
      const size = qualityEntry.input.size!;
      const crop = bilinearCrop(picture, toQualityCrop(face.landmarks, size), size);
      const { data, dims } = batchTensor([crop], qualityEntry.input);
      await quality.run(data, dims);
    });
    return watch.time('embed', async () => {
      const size = embedderEntry.input.size!;
      const template = ARCFACE_TEMPLATE.map(
        ([x, y]) => [(x * size) / ARCFACE_SIZE, (y * size) / ARCFACE_SIZE] as const,
      );
      const crop = bilinearCrop(picture, similarityTransform(face.landmarks, template), size);
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

async function decode(bytes: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new PictureError('InvalidImage', 'The picture has an unsupported pixel format.');
  return { width: info.width, height: info.height, data };
}

/** @returns the shrunk picture and how many pixels of the picture one of its pixels is */
async function shrink(picture: Picture): Promise<[Picture, number]> {
  const { width, height, data } = picture;
  const scale = Math.max(1, Math.max(width, height) / DETECTOR_SIDE);
  if (scale === 1) return [picture, 1];
  const { data: shrunk, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(Math.round(width / scale), Math.round(height / scale), { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [{ width: info.width, height: info.height, data: shrunk }, scale];
}

function largest(faces: readonly DetectedFace[]): DetectedFace {
  return faces.reduce((a, b) => (b.box[2] * b.box[3] > a.box[2] * a.box[3] ? b : a));
}

function enlarge(face: DetectedFace, scale: number): Pick<DetectedFace, 'landmarks'> {
  return { landmarks: face.landmarks.map(([x, y]) => [x * scale, y * scale] as const) };
}

/** One bilinear sample for each pixel of the crop, as OpenCV's warpAffine takes it; black outside of the picture. */
function bilinearCrop(picture: Picture, transform: SimilarityTransform, size: number): Picture {
  const { width, height, data: source } = picture;
  const { a, b, tx, ty } = invert(transform);
  const data = new Uint8Array(3 * size * size);
  const row = 3 * width;
  for (let v = 0, p = 0; v < size; v++) {
    for (let u = 0; u < size; u++, p += 3) {
      const x = a * u - b * v + tx;
      const y = b * u + a * v + ty;
      const left = Math.floor(x);
      const top = Math.floor(y);
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) continue;
      const [fx, fy] = [x - left, y - top];
      const q = top * row + 3 * left;
      for (let c = 0; c < 3; c++) {
        const above = source[q + c]! + fx * (source[q + c + 3]! - source[q + c]!);
        const below = source[q + c + row]! + fx * (source[q + c + row + 3]! - source[q + c + row]!);
        data[p + c] = above + fy * (below - above) + 0.5;
      }
    }
  }
  return { width: size, height: size, data };
}
