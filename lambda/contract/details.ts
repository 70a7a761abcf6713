import type { InvalidReason } from './invalid-image.ts';

/** `result.details`, sent with `?details=true` only. Pixels are those of the image after its EXIF orientation. */
export interface ComparisonDetails {
  readonly threshold: number;
  /**
   * How often at least one of `pairs` pairs of different people who look alike (of the same sex and origin) reaches this
   * similarity; `null` without a pair, and where the calibration refers to random pairs only.
   */
  readonly falseMatchRate: number | null;
  /** How often one such pair does, e.g. 1e-4 at 0.7; `null` where `falseMatchRate` is. */
  readonly falseMatchRatePerPair: number | null;
  /** How often at least one of `pairs` random pairs of different people does; `null` without a pair, and where it was not measured. */
  readonly randomPairFalseMatchRate: number | null;
  /** Number of compared pairs of faces; 0 without a pair. */
  readonly pairs: number;
  readonly pack: string;
  readonly calibrationVersion: string;
  /** The two uploads are the same photograph: the same bytes, or the same pixels but for compression, size, crop and light. */
  readonly samePicture: boolean;
  /** Similarity of the chosen pair minus that of the second-best pair; `null` with fewer than two pairs. */
  readonly marginToSecond: number | null;
  /**
   * `[i][j]` is the similarity of face i of LivenessFace and face j of FaceFromDocument, by their places in `faces`; `null`
   * for a face that was too poor or too small to be compared. Empty without a pair.
   */
  readonly similarities: readonly (readonly (number | null)[])[];
  readonly livenessFace: PictureDetails;
  readonly faceFromDocument: PictureDetails;
}

export interface PictureDetails {
  readonly width: number;
  readonly height: number;
  /** Number of faces found, including those not in `faces`. */
  readonly facesFound: number;
  /** Index into `faces` of the face of the best pair; `null` without a pair. */
  readonly chosen: number | null;
  /** Why the image is `InvalidImage`; `null` for any other status. */
  readonly reason: InvalidReason | null;
  /** The largest face looks as if it was photographed from a print or a screen: a hint, not liveness; `null` without a face. */
  readonly recaptured: boolean | null;
  /** The 32 largest. */
  readonly faces: readonly FaceDetails[];
}

type Point = readonly [x: number, y: number];

export interface FaceDetails {
  /** x, y, width, height */
  readonly box: readonly [number, number, number, number];
  /** Right and left are the subject's: in an upright face the right eye is image-left. */
  readonly landmarks: readonly [rightEye: Point, leftEye: Point, nose: Point, rightMouth: Point, leftMouth: Point];
  /** [0, 1] */
  readonly quality: number;
  /** Quality measures by name, after ISO/IEC 29794-5; docs/quality.md explains each. */
  readonly measures: Readonly<Record<string, number>>;
}
