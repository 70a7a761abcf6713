import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DetectedFace, Detector } from '../../lambda/face/detection/detector.ts';
import { interEyeDistance } from '../../lambda/face/detection/landmarks.ts';
import { cosine } from '../../lambda/face/matching/embedder.ts';
import type { Landmarks } from '../../lambda/face/picture/pixels/geometry.ts';
import { referenceCrop } from '../support/crops/reference-crop.ts';
import { FACES_DIR, SHARED_DIR } from '../support/shared.ts';
import type { Pipeline } from './pipeline.ts';

/** How far the pipeline is from the reference values of a real photo: distances only, nothing of the photo. */
export interface PhotoDistances {
  /** Landmarks at the photo's own size, as a share of the inter-eye distance. */
  readonly detect: number;
  /** Cosine to the reference embedding of the crop made as the reference's was: decoder and embedder only. */
  readonly embed: number;
  /** Cosine of the embeddings of our crop and of the reference's crop, both by our embedder. */
  readonly align: number;
  readonly quality: number;
}

/** How far these may move from the record: a tenth of what `test/lambda/face/golden.test.ts` allows from the reference. */
export const PHOTO_BOUNDS: PhotoDistances = { detect: 0.002, embed: 5e-4, align: 5e-4, quality: 0.005 };

interface Reference {
  readonly landmarks: Landmarks;
  readonly embedding_retail_0095: readonly number[];
  readonly lightqnet_dm100: number;
}

/** The distances of all photos of `../shared/models/golden.json`, in its order. */
export async function measurePhotos(pipeline: Pipeline, detector: Detector): Promise<PhotoDistances[]> {
  const { images } = JSON.parse(readFileSync(join(SHARED_DIR, 'models/golden.json'), 'utf8'));
  const distances: PhotoDistances[] = [];
  for (const [name, reference] of Object.entries(images as Record<string, Reference>)) {
    const picture = await pipeline.decode(readFileSync(join(FACES_DIR, name)));
    const crops = pipeline.align(picture, reference.landmarks);
    const plain = await pipeline.embed(referenceCrop(picture, reference.landmarks));
    distances.push({
      detect: rounded(nearest(await detector.detect(picture), reference.landmarks)),
      embed: rounded(cosine(plain, Float32Array.from(reference.embedding_retail_0095))),
      align: rounded(cosine(plain, await pipeline.embed(crops.embedder))),
      quality: rounded((await pipeline.quality(crops.quality)) - reference.lightqnet_dm100),
    });
  }
  return distances;
}

function nearest(faces: readonly DetectedFace[], landmarks: Landmarks): number {
  const errors = faces.map((face) =>
    face.landmarks.reduce((sum, [x, y], i) => sum + Math.hypot(x - landmarks[i]![0], y - landmarks[i]![1]), 0),
  );
  return Math.min(...errors) / landmarks.length / interEyeDistance(landmarks);
}

function rounded(value: number): number {
  return Number(value.toFixed(5));
}
