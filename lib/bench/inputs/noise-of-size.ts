/** Bytes that a file shall have: between `least` and `most`, `wanted` where it can be chosen. */
export interface FileSize {
  readonly least: number;
  readonly wanted: number;
  readonly most: number;
}

const ATTEMPTS = 5;

/**
 * A file of a wanted size, whose bytes grow about as the noise in it does: compressed photos of one scene differ in little else.
 *
 * @param encode makes the file with noise of a standard deviation in values of 0 to 255
 * @param deviation to begin with
 * @throws Error where no attempt gives at most `most` bytes
 */
export async function noisyFile(
  encode: (deviation: number) => Promise<Buffer>,
  deviation: number,
  { least, wanted, most }: FileSize,
): Promise<Buffer> {
  let best: Buffer | null = null;
  for (let attempt = 0, noise = deviation; attempt < ATTEMPTS; attempt++) {
    const file = await encode(noise);
    if (file.length <= most && file.length > (best?.length ?? 0)) best = file;
    if (best !== null && best.length >= least) return best;
    noise *= wanted / file.length;
  }
  if (best === null) throw new Error(`No file of at most ${most} bytes came out.`);
  return best;
}
