import { join } from 'node:path';
import type { DecodedSize } from '../../../lambda/face/picture/decoded-size.ts';
import { atUsualSpeed, CPU_LIMIT_MS, yardstick } from './cost-limits.ts';
import { WatchedChild } from './watched-child.ts';

/** What it took to decode a file. */
export interface DecodingCost {
  /** The size in the file, such as `640 x 480`, or the code of the rejection. */
  readonly outcome: string;
  /** Pixels of the longer side that was decoded, 0 if none was. */
  readonly decodedSide: number;
  /** Milliseconds of processor time of all threads; if more than the limit, converted to a processor of usual speed. */
  readonly cpuMs: number;
  /** Peak of resident memory beyond what was in use before. */
  readonly addedBytes: number;
}

const FIRST_LOOK: DecodedSize = { kind: 'first look', atLeast: 400, atMost: 1024 };

/** A process that decodes one file after the other and is measured. A file that takes 20 s of processor time ends it. */
export class DecoderProcess implements Disposable {
  readonly #child = new WatchedChild<DecodingCost>(join(import.meta.dirname, 'decoder-child.ts'));

  /**
   * @param wanted the decoded size; by default the one that a request asks for first, which is cheap if the format allows it
   * @throws ChildEnded when the file takes more than 20 s of processor time, or the process ends
   */
  async decode(bytes: Uint8Array, wanted: DecodedSize = FIRST_LOOK): Promise<DecodingCost> {
    const cost = await this.#child.ask({ bytes, wanted });
    if (cost.cpuMs < CPU_LIMIT_MS) return cost;
    // On a slow or busy machine the same work takes several times the processor time. Each value is the lower of two runs.
    const again = await this.#child.ask({ bytes, wanted });
    const cpuMs = atUsualSpeed(Math.min(cost.cpuMs, again.cpuMs), await this.#yardstickMs());
    return { ...cost, cpuMs };
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
