/**
 * Bytes that a decoder may hold together with what it returns. 170 MB are 56 million pixels of RGB, or 28 million that are
 * turned, of which there are two copies for a moment.
 */
const MAX_PEAK_BYTES = 170_000_000;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Returns the size to decode an image to: the wanted one, or as much of it as memory allows. Large images of small faces
 * become a little smaller by it, and only where they are progressive, interlaced or turned.
 *
 * @param wanted pixels
 * @param heldBytes bytes that the decoder holds besides the image that it returns
 * @param copies how many of that image there are at a time, at most
 */
export function fittingSize({ width, height }: Size, heldBytes: number, copies: number): Size {
  const most = Math.min(MAX_PEAK_BYTES - heldBytes, MAX_PEAK_BYTES / copies);
  const bytes = 3 * width * height;
  if (bytes <= most) return { width, height };
  const share = Math.sqrt(most / bytes);
  return { width: Math.max(1, Math.floor(width * share)), height: Math.max(1, Math.floor(height * share)) };
}
