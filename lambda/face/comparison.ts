import type { InvalidImage } from '../contract/invalid-image.ts';
import type { FacePair } from './matching/best-pair.ts';
import type { Landmarks } from './picture/pixels/geometry.ts';

/** The most faces of an image that are analysed. If it has more, the largest are. */
export const MAX_FACES = 32;

/** Status of one image, in the contract's words and in order of precedence. */
export type PictureStatus =
  | 'EmptyImage'
  | 'InvalidImage'
  | 'NoFaceDetected'
  | 'LandmarksNotDetected'
  | 'LowQuality'
  | 'Success';

/** x, y, width, height in pixels of the upright image; parts may lie outside of it. */
type Box = readonly [number, number, number, number];

/** A face that was analysed. Of the faces that are good enough, the largest are compared. */
export interface AnalysedFace {
  readonly box: Box;
  readonly landmarks: Landmarks;
  /** Detector's score, [0, 1]. */
  readonly score: number;
  /** [0, 1] */
  readonly quality: number;
  readonly measures: Readonly<Record<string, number>>;
}

export interface PictureAnalysis {
  readonly status: PictureStatus;
  /** Why the status is `InvalidImage`; absent or `null` for any other. */
  readonly invalid?: InvalidImage | null;
  /** 0 if the image could not be decoded. */
  readonly width: number;
  readonly height: number;
  /** All faces found, including those beyond the `MAX_FACES` largest that are analysed. */
  readonly facesFound: number;
  /** Whether the largest face looks photographed from a print or a screen; absent or `null` without a face. */
  readonly recaptured?: boolean | null;
  readonly faces: readonly AnalysedFace[];
}

export interface Comparison {
  /** `null` for a second image that was not examined, because the first had used up the request's processor time. */
  readonly pictures: readonly [PictureAnalysis, PictureAnalysis | null];
  /** `null` if one of the images has no face to compare. */
  readonly pair: FacePair | null;
  readonly samePicture: boolean;
  /** Milliseconds by step: decode, detect, secondLook, align, quality, embed, score. No step contains another. */
  readonly durations: Readonly<Record<string, number>>;
}

/** What an engine was built from. Audit items and `details` contain it. */
export interface EngineVersion {
  readonly pack: string;
  /** Name and first 8 hex digits of the sha256 of each model, e.g. "yunet-n@104ee26c". */
  readonly models: readonly string[];
  readonly calibration: string;
}

export interface FaceEngine {
  readonly version: EngineVersion;
  /**
   * Compares two images. The result is symmetric to the last bit in everything but the order of `pictures` and `pair.faces`.
   *
   * @param first, second the bytes of a JPG, PNG, BMP or TIFF file; an image that cannot be decoded is a status
   * @throws OverBudgetError when the request has no processor time left for inference; Error when inference fails
   */
  compare(first: Uint8Array, second: Uint8Array): Promise<Comparison>;
  /** Frees the native sessions. Do not use the engine afterwards. */
  release(): Promise<void>;
}
