/**
 * What the compare function's process is told about memory; the benchmark runs with the same.
 *
 * - Fewer pools of malloc keep less of what was freed over many large pictures (sharp's advice for glibc).
 * - A small young generation is collected often, and with it the pictures that hang on its objects: they are large, but lie
 *   outside of the heap, so V8 would let them pile up. docs/performance.md has the figures.
 */
export const PROCESS_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '2',
  NODE_OPTIONS: '--max-semi-space-size=4',
} as const;
