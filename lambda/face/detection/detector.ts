import type { ModelInput } from '../models/manifest.ts';
import type { FloatTensor, Model } from '../models/onnx.ts';
import { writePlanes } from '../models/tensor.ts';
import type { Landmarks, Point } from '../picture/pixels/geometry.ts';
import type { Picture } from '../picture/pixels/picture.ts';

/** A face in pixels of the image it was found in. */
export interface DetectedFace {
  /** x, y, width, height; parts may lie outside of the image. */
  readonly box: readonly [number, number, number, number];
  readonly landmarks: Landmarks;
  /** [0, 1] */
  readonly score: number;
}

/** Detections below this score do not count as faces. OpenCV's samples and our reference values use the same value. */
const SCORE_THRESHOLD = 0.6;
/** If two boxes overlap more than this (intersection over union), the box with the lower score is dropped. */
const NMS_IOU = 0.3;
/** YuNet's input must be a multiple of its coarsest stride. */
const INPUT_MULTIPLE = 32;

const STRIDES = [8, 16, 32] as const;

/** YuNet (Wu, Peng, Yu: "YuNet: A Tiny Millisecond-level Face Detector", 2023) on one image at its own size. */
export interface Detector {
  /**
   * Finds faces of about 10 to 300 pixels.
   *
   * @param picture any size; padded with black at the right and bottom to a multiple of 32
   * @param margin pixels of black to lay around the image, default 0
   * @returns faces in pixels of the image after non-maximum suppression, highest score first
   */
  detect(picture: Picture, margin?: number): Promise<DetectedFace[]>;
}

/** Makes a detector of a loaded YuNet model. */
export function createDetector(model: Model, input: ModelInput): Detector {
  return {
    async detect(picture, margin = 0) {
      const width = roundUp(picture.width + 2 * margin);
      const height = roundUp(picture.height + 2 * margin);
      const data = new Float32Array(3 * width * height);
      writePlanes(picture, input, data, { width, height, left: margin, top: margin });
      const outputs = await model.run(data, [1, 3, height, width]);
      return suppress(decode(outputs, width, margin));
    },
  };
}

function roundUp(size: number): number {
  return Math.max(1, Math.ceil(size / INPUT_MULTIPLE)) * INPUT_MULTIPLE;
}

/**
 * Reads YuNet's outputs: for each stride S a row-major grid of cells with score sqrt(cls * obj), centre (col + b0, row + b1) * S,
 * size exp(b2, b3) * S and landmarks (kps + col, kps + row) * S.
 *
 * @param margin pixels between the edge of the input and the image
 */
function decode(outputs: Readonly<Record<string, FloatTensor>>, width: number, margin: number): DetectedFace[] {
  const faces: DetectedFace[] = [];
  for (const stride of STRIDES) {
    const cls = outputs[`cls_${stride}`]!.data;
    const obj = outputs[`obj_${stride}`]!.data;
    const bbox = outputs[`bbox_${stride}`]!.data;
    const kps = outputs[`kps_${stride}`]!.data;
    const columns = width / stride;
    for (let i = 0; i < cls.length; i++) {
      const score = Math.sqrt(clamp01(cls[i]!) * clamp01(obj[i]!));
      if (!(score >= SCORE_THRESHOLD)) continue;
      const col = i % columns;
      const row = (i - col) / columns;
      const w = Math.exp(bbox[4 * i + 2]!) * stride;
      const h = Math.exp(bbox[4 * i + 3]!) * stride;
      const x = (col + bbox[4 * i]!) * stride - w / 2 - margin;
      const y = (row + bbox[4 * i + 1]!) * stride - h / 2 - margin;
      const point = (k: number): Point => [
        (kps[10 * i + 2 * k]! + col) * stride - margin,
        (kps[10 * i + 2 * k + 1]! + row) * stride - margin,
      ];
      const landmarks: Landmarks = [point(0), point(1), point(2), point(3), point(4)];
      faces.push({ box: [x, y, w, h], landmarks, score });
    }
  }
  return faces;
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Intersection over union of two boxes, [0, 1]. */
export function overlap(a: DetectedFace['box'], b: DetectedFace['box']): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a[2] * a[3] + b[2] * b[3] - both);
}

/** Non-maximum suppression: keeps the face with the highest score of each group of overlapping boxes. */
export function suppress(faces: readonly DetectedFace[]): DetectedFace[] {
  const kept: DetectedFace[] = [];
  for (const face of faces.toSorted((a, b) => b.score - a.score)) {
    if (kept.every((other) => overlap(other.box, face.box) <= NMS_IOU)) kept.push(face);
  }
  return kept;
}
