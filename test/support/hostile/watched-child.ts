import { type ChildProcess, fork } from 'node:child_process';
import { usageOf } from '../../../lib/bench/process/process-usage.ts';

/** Processor time after which work counts as endless and its process is killed. */
const KILL_AFTER_CPU_MS = 20_000;
const WATCH_EVERY_MS = 100;

/** What a script sends to WatchedChild: that it is ready, that a step of its work begins, or its response to a message. */
type ChildMessage<T> = { readonly step: number } | { readonly answer: T };

/** The process was killed, or ended without being killed. */
export class ChildEnded extends Error {
  /** The last step that it began. */
  readonly step: number | null;
  constructor(how: string, step: number | null) {
    super(`The process ended: ${how}.`);
    this.name = 'ChildEnded';
    this.step = step;
  }
}

/**
 * A process that works on one message after the other. It is killed if a step takes 20 s of its processor time: native work
 * cannot be stopped otherwise. The next message gets a new process. Linux only.
 *
 * @typeParam T the script's response
 */
export class WatchedChild<T> implements Disposable {
  readonly #script: string;
  #child: ChildProcess | null = null;

  /** @param script a module that responds to each message with {@link ChildMessage}, after it has said that it is ready */
  constructor(script: string) {
    this.#script = script;
  }

  /** @throws ChildEnded when a step takes more than 20 s of processor time, or the process ends */
  async ask(message: Uint8Array | Readonly<Record<string, unknown>>): Promise<T> {
    this.#child ??= await started(this.#script);
    const child = this.#child;
    let step: number | null = null;
    let before = usageOf(child.pid!).cpuMs;
    const watch = setInterval(() => {
      if (usageOf(child.pid!).cpuMs - before > KILL_AFTER_CPU_MS) child.kill('SIGKILL');
    }, WATCH_EVERY_MS);
    try {
      return await new Promise<T>((resolve, reject) => {
        child.on('message', (told: ChildMessage<T>) => {
          if ('answer' in told) return resolve(told.answer);
          step = told.step;
          before = usageOf(child.pid!).cpuMs;
        });
        child.once('exit', (code, signal) => reject(new ChildEnded(String(signal ?? code), step)));
        child.send(message);
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

function started(script: string): Promise<ChildProcess> {
  const child = fork(script, { serialization: 'advanced', execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      child.removeAllListeners();
      resolve(child);
    });
    child.once('exit', (code, signal) => reject(new ChildEnded(String(signal ?? code), null)));
  });
}
