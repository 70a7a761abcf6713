import type { Span } from './messages.ts';
import type { ProcessUsage } from './process-usage.ts';

/** Reads the highest resident memory since the last reset. */
export interface HighWaterMark {
  reset(): void;
  read(): Pick<ProcessUsage, 'residentBytes' | 'peakBytes'>;
}

/** Measures the highest resident memory within spans of time with one mark. The spans may be nested and may overlap. */
export class PeakProbe {
  readonly #mark: HighWaterMark;
  readonly #open = new Set<{ peakBytes: number }>();

  constructor(mark: HighWaterMark) {
    this.#mark = mark;
  }

  /** Begins a span. @returns a function that ends it */
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

  /** Records the mark's peak in every open span, because the next span resets the mark. */
  #raise(): void {
    if (this.#open.size === 0) return;
    const { peakBytes } = this.#mark.read();
    for (const span of this.#open) span.peakBytes = Math.max(span.peakBytes, peakBytes);
  }
}
