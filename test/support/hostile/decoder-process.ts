import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { usageOf } from '../../../lib/bench/process/process-usage.ts';

/** What decoding a file took. */
export interface DecodingCost {
  /** The size in the file, such as `640 x 480`, or the code of the refusal. */
  readonly outcome: string;
  /** Processor time of all threads. */
  readonly cpuMs: number;
  /** Peak of resident memory beyond what was in use before. */
  readonly addedBytes: number;
}

/** Processor time after which a file counts as endless and the process is killed. */
const KILL_AFTER_CPU_MS = 20_000;
const WATCH_EVERY_MS = 100;

/**
 * A process that decodes one file after the other and is measured. A file that uses 20 s of its processor time ends it: native
 * work cannot be stopped otherwise. The next file gets a new process. Linux only.
 */
export class DecoderProcess implements Disposable {
  #child: ChildProcess | null = null;

  /**
   * Decodes a file.
   *
   * @throws Error where it takes more than 20 s of processor time, or the process ends
   */
  async decode(bytes: Uint8Array): Promise<DecodingCost> {
    this.#child ??= await started();
    const child = this.#child;
    const before = usageOf(child.pid!).cpuMs;
    const watch = setInterval(() => {
      if (usageOf(child.pid!).cpuMs - before > KILL_AFTER_CPU_MS) child.kill('SIGKILL');
    }, WATCH_EVERY_MS);
    try {
      return await new Promise<DecodingCost>((resolve, reject) => {
        child.once('message', resolve);
        child.once('exit', (code, signal) => reject(new Error(`The decoder ended: ${signal ?? code}.`)));
        child.send(bytes);
      });
    } catch (error) {
      this.#child = null;
      throw error;
    } finally {
      clearInterval(watch);
      child.removeAllListeners();
    }
  }

  [Symbol.dispose](): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }
}

function started(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'decoder-child.ts'), { serialization: 'advanced', execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      child.removeAllListeners();
      resolve(child);
    });
    child.once('exit', (code) => reject(new Error(`The decoder did not start: ${code}.`)));
  });
}
