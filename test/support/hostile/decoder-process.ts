import { join } from 'node:path';
import type { DecodedSize } from '../../../lambda/face/picture/decoded-size.ts';
import { CPU_LIMIT_MS } from './cost-limits.ts';
import { WatchedChild } from './watched-child.ts';
import { YARDSTICK_MS, yardstick } from './yardstick.ts';

/** What decoding a file took. */
export interface DecodingCost {
  /** The size in the file, such as `640 x 480`, or the code of the refusal. */
  readonly outcome: string;
  /** Pixels of the longer side that was decoded, 0 where none was. */
  readonly decodedSide: number;
  /** Processor time of all threads, on a processor of usual speed where it took more than the limit. */
  readonly cpuMs: number;
  /** Peak of resident memory beyond what was in use before. */
  readonly addedBytes: number;
}

const FIRST_LOOK: DecodedSize = { kind: 'first look', atLeast: 400, atMost: 1024 };

/** A process that decodes one file after the other and is measured. A file that takes 20 s of processor time ends it. */
export class DecoderProcess implements Disposable {
  readonly #child = new WatchedChild<DecodingCost>(join(import.meta.dirname, 'decoder-child.ts'));

  /**
   * @param wanted as a request begins, unless given: cheap where it can be
   * @throws ChildEnded where the file takes more than 20 s of processor time, or the process ends
   */
  async decode(bytes: Uint8Array, wanted: DecodedSize = FIRST_LOOK): Promise<DecodingCost> {
    const cost = await this.#child.ask({ bytes, wanted });
    if (cost.cpuMs < CPU_LIMIT_MS) return cost;
    // On a slow or busy machine the same work takes several times the processor time. Both are the least of two.
    const again = await this.#child.ask({ bytes, wanted });
    const slowness = Math.max(1, (await this.#yardstickMs()) / YARDSTICK_MS);
    return { ...cost, cpuMs: Math.min(cost.cpuMs, again.cpuMs) / slowness };
  }

  async #yardstickMs(): Promise<number> {
    const task = { bytes: await yardstick(), wanted: { kind: 'whole' } };
    const costs = [await this.#child.ask(task), await this.#child.ask(task)];
    return Math.min(...costs.map(({ cpuMs }) => cpuMs));
  }

  [Symbol.dispose](): void {
    this.#child[Symbol.dispose]();
  }
}
