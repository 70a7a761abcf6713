/** A file of at least this share of the limit is as large as the limit lets it be. */
const NEAR = 0.97;
const ATTEMPTS = 8;

/**
 * The file with most pixels that a limit allows, of a format whose bytes grow about as the pixels do.
 *
 * @param encode makes the file of an image of the given size
 * @param aspect width over height
 * @param maxBytes of the file
 * @throws Error where not even the smallest image tried fits
 */
export async function largestFile(
  encode: (width: number, height: number) => Promise<Buffer>,
  aspect: number,
  maxBytes: number,
): Promise<Buffer> {
  let best: Buffer | null = null;
  // To begin with the bytes of a 24-bit image without compression.
  let pixels = maxBytes / 3;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const height = Math.floor(Math.sqrt(pixels / aspect));
    const file = await encode(Math.max(1, Math.floor(height * aspect)), Math.max(1, height));
    if (file.length <= maxBytes && file.length > (best?.length ?? 0)) best = file;
    if (best !== null && best.length >= NEAR * maxBytes) return best;
    pixels *= (0.99 * maxBytes) / file.length;
  }
  if (best === null) throw new Error(`No image of at most ${maxBytes} bytes came out.`);
  return best;
}
