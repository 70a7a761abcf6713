/** What an image made to do harm must be answered with. */
type ExpectedStatus = 'InvalidImage' | 'NoFaceDetected' | 'Success' | 'LowQuality';

export interface HostilePicture {
  readonly name: string;
  readonly bytes: Buffer;
  /** One of these. */
  readonly expected: readonly ExpectedStatus[];
}
