import { join } from 'node:path';
import { WatchedChild } from './watched-child.ts';

/** What decoding a file took. */
export interface DecodingCost {
  /** The size in the file, such as `640 x 480`, or the code of the refusal. */
  readonly outcome: string;
  /** Processor time of all threads. */
  readonly cpuMs: number;
  /** Peak of resident memory beyond what was in use before. */
  readonly addedBytes: number;
}

/** A process that decodes one file after the other and is measured. A file that takes 20 s of processor time ends it. */
export class DecoderProcess implements Disposable {
  readonly #child = new WatchedChild<DecodingCost>(join(import.meta.dirname, 'decoder-child.ts'));

  /** @throws ChildEnded where the file takes more than 20 s of processor time, or the process ends */
  decode(bytes: Uint8Array): Promise<DecodingCost> {
    return this.#child.ask(bytes);
  }

  [Symbol.dispose](): void {
    this.#child[Symbol.dispose]();
  }
}
