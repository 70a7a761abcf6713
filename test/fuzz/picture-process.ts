import { join } from 'node:path';
import { ChildEnded, WatchedChild } from '../support/hostile/watched-child.ts';
import type { PictureFuzzOptions, PictureFuzzResult } from './pictures.ts';

/** Fuzzes images in its own process, so that native work that never ends can be stopped. */
export class PictureFuzzer implements Disposable {
  readonly #child = new WatchedChild<PictureFuzzResult | { finding: string }>(
    join(import.meta.dirname, 'picture-child.ts'),
  );

  /** @throws Error naming format, seed and run of the first finding */
  async run({ format, runs, seed, first }: PictureFuzzOptions): Promise<PictureFuzzResult> {
    const result = await this.#child.ask({ format, runs, seed, first }).catch((error: unknown) => {
      if (!(error instanceof ChildEnded)) throw error;
      return { finding: `Picture fuzzing, ${format}, seed ${seed}, run ${error.step}: ${error.message}` };
    });
    if ('finding' in result) throw new Error(result.finding);
    return result;
  }

  [Symbol.dispose](): void {
    this.#child[Symbol.dispose]();
  }
}
