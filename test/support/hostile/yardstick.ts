import sharp from 'sharp';

/**
 * Processor time that decoding the yardstick takes where the files of these tests take at most a third of their limit: the least
 * of ten on 2 cores of 2026, in milliseconds.
 */
export const YARDSTICK_MS = 110;

/** An ordinary photo of 25 megapixels, as JPEG. The time that it takes says how fast this machine is at the moment. */
export function yardstick(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  return sharp({ create: { width: 5000, height: 5000, channels: 3, background: '#888', noise } })
    .jpeg({ quality: 60 })
    .toBuffer();
}
