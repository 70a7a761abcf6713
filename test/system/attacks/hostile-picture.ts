/** A status that the response may have for an image made to do harm. */
type ExpectedStatus = 'InvalidImage' | 'NoFaceDetected' | 'Success' | 'LowQuality';

export interface HostilePicture {
  readonly name: string;
  readonly bytes: Buffer;
  /** The status must be one of these. */
  readonly expected: readonly ExpectedStatus[];
}
