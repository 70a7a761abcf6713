import type { Span } from './messages.ts';
import type { ProcessUsage } from './process-usage.ts';

/** Tells the highest resident memory since it was last begun again. */
export interface HighWaterMark {
  reset(): void;
  read(): Pick<ProcessUsage, 'residentBytes' | 'peakBytes'>;
}

/** Measures the highest resident memory within spans of time, which may lie in each other and overlap, with one mark. */
export class PeakProbe {
  readonly #mark: HighWaterMark;
  readonly #open = new Set<{ peakBytes: number }>();

  constructor(mark: HighWaterMark) {
    this.#mark = mark;
  }

  /** Begins a span. @returns ends it */
  begin(): () => Span {
    this.#raise();
    this.#mark.reset();
    const beforeBytes = this.#mark.read().residentBytes;
    const span = { peakBytes: beforeBytes };
    this.#open.add(span);
    return () => {
      this.#raise();
      this.#open.delete(span);
      return { beforeBytes, peakBytes: span.peakBytes };
    };
  }

  /** What the mark has seen belongs to every open span: the next one begins it again. */
  #raise(): void {
    if (this.#open.size === 0) return;
    const { peakBytes } = this.#mark.read();
    for (const span of this.#open) span.peakBytes = Math.max(span.peakBytes, peakBytes);
  }
}
