import { GCProfiler, type GCProfilerResult } from 'node:v8';

/**
 * Counts what JavaScript allocates: objects, and buffers outside of the heap (`heapUsed` and `external` of `memoryUsage`).
 * V8 tells the sizes before and after each collection of garbage; what was freed is added to the growth again.
 *
 * Exact only in a process with `--single-threaded-gc`: else buffers are freed by other threads after the collection.
 */
export class AllocationCounter {
  #profiler = new GCProfiler();
  #base = 0;
  #bytes = 0;

  /** Begins at 0. */
  start(): void {
    this.#bytes = 0;
    this.#begin();
  }

  /** @returns bytes allocated since the start; what the counter itself allocates is not counted */
  read(): number {
    const grown = usedBytes() - this.#base;
    this.#bytes += grown + freedBytes(this.#profiler.stop());
    this.#begin();
    return this.#bytes;
  }

  stop(): void {
    this.#profiler.stop();
  }

  #begin(): void {
    this.#profiler = new GCProfiler();
    this.#profiler.start();
    this.#base = usedBytes();
  }
}

function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function freedBytes({ statistics }: GCProfilerResult): number {
  return statistics.reduce((sum, { beforeGC, afterGC }) => {
    const [before, after] = [beforeGC.heapStatistics, afterGC.heapStatistics];
    return sum + before.usedHeapSize - after.usedHeapSize + before.externalMemory - after.externalMemory;
  }, 0);
}
