import type { InvalidImage } from '../contract/invalid-image.ts';
import type { FacePair } from './matching/best-pair.ts';
import type { Landmarks } from './picture/pixels/geometry.ts';

/** The most faces of an image that are analysed: the largest. */
export const MAX_FACES = 32;

/** What one image is good for, in the contract's words; in order of precedence. */
export type PictureStatus =
  | 'EmptyImage'
  | 'InvalidImage'
  | 'NoFaceDetected'
  | 'LandmarksNotDetected'
  | 'LowQuality'
  | 'Success';

/** x, y, width, height in pixels of the upright image; parts may lie outside of it. */
type Box = readonly [number, number, number, number];

/** A face that was analysed: of those that are good enough, the largest are compared. */
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
  /** 0 where the image could not be decoded. */
  readonly width: number;
  readonly height: number;
  /** All faces found, also those beyond the `MAX_FACES` largest that are analysed. */
  readonly facesFound: number;
  /** Whether the largest face looks photographed from a print or a screen; absent or `null` without a face. */
  readonly recaptured?: boolean | null;
  readonly faces: readonly AnalysedFace[];
}

export interface Comparison {
  /** `null` for a second image that was not looked at, since the first had used up the request's processor time. */
  readonly pictures: readonly [PictureAnalysis, PictureAnalysis | null];
  /** `null` where one of the images has no face to compare. */
  readonly pair: FacePair | null;
  readonly samePicture: boolean;
  /** Milliseconds by step: decode, detect, secondLook, align, quality, embed, score. No step contains another. */
  readonly durations: Readonly<Record<string, number>>;
}

/** What an engine was built from; goes into audit items and `details`. */
export interface EngineVersion {
  readonly pack: string;
  /** Name and first 8 hex digits of the sha256 of each model, e.g. "yunet-n@104ee26c". */
  readonly models: readonly string[];
  readonly calibration: string;
}

export interface FaceEngine {
  readonly version: EngineVersion;
  /**
   * Compares two images. Symmetric to the last bit in everything but the order of `pictures` and `pair.faces`.
   *
   * @param first, second the bytes of a JPG, PNG, BMP or TIFF file; an image that cannot be decoded is a status
   * @throws OverBudgetError where the request has no processor time left for inference; Error on a failure of inference
   */
  compare(first: Uint8Array, second: Uint8Array): Promise<Comparison>;
  /** Frees the native sessions; the engine must not be used afterwards. */
  release(): Promise<void>;
}
