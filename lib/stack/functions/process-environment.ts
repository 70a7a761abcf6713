/**
 * Variables that keep the memory of the compare function's process low. The benchmark sets them too.
 *
 * - One pool of malloc for all threads, of which few work here: with the models' memory apart from it, it does not grow.
 * - malloc must not raise the size from which it gives blocks back at once: after the first decoded image it would keep
 *   blocks of up to 32 MB, and with them pieces of every image (mallopt(3), M_MMAP_THRESHOLD). 4 MB is above what the models
 *   take in a run, so that they do not wait for fresh pages.
 * - A small young generation is collected often, and with it the images that hang on its objects: they are large, but lie
 *   outside of the heap, so V8 would let them pile up. docs/decisions/speed.md has the figures.
 */
export const PROCESS_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '4194304',
  MALLOC_TRIM_THRESHOLD_: '16777216',
  NODE_OPTIONS: '--max-semi-space-size=1',
} as const;
