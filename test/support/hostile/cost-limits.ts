import sharp from 'sharp';

/** Processor time that decoding any file may take. */
export const CPU_LIMIT_MS = 2_000;
/** Memory beyond what was in use before that decoding any file may take, in bytes. */
export const MEMORY_LIMIT = 200_000_000;

/**
 * Processor time that decoding the yardstick takes where the files of these tests take at most a third of their limit: the least
 * of ten on 2 cores of 2026, in milliseconds.
 */
const YARDSTICK_MS = 110;

/** An ordinary photo of 25 megapixels, as JPEG. The time that it takes says how fast this machine is at the moment. */
export function yardstick(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  return sharp({ create: { width: 5000, height: 5000, channels: 3, background: '#888', noise } })
    .jpeg({ quality: 60 })
    .toBuffer();
}

/**
 * Returns the processor time that work would take on a processor of usual speed, in milliseconds. A faster processor does not add to
 * it.
 *
 * @param yardstickMs processor time of the yardstick next to the work
 */
export function atUsualSpeed(cpuMs: number, yardstickMs: number): number {
  return cpuMs / Math.max(1, yardstickMs / YARDSTICK_MS);
}
