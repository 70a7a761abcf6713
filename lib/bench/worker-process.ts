import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { PROCESS_ENVIRONMENT } from '../process-environment.ts';
import type { Allocation, Peak, Sample, Setup, Task } from './messages.ts';

export interface WorkerOptions {
  /** Processors it may run on; `null` for all. */
  readonly cores: readonly number[] | null;
  /** Flags of Node.js. */
  readonly flags?: readonly string[];
}

type Answer<T extends Task> = T extends { task: 'compare' }
  ? Sample
  : T extends { task: 'allocate' }
    ? Allocation
    : T extends { task: 'peak' }
      ? Peak
      : T extends { task: 'model' }
        ? { readonly ms: number }
        : T extends { task: 'resident' }
          ? { readonly bytes: number }
          : null;

/** A measuring process: does one task at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts a process and loads in it what is measured. */
  static async start(setup: Setup, { cores, flags = [] }: WorkerOptions): Promise<WorkerProcess> {
    const command = [process.execPath, ...flags];
    const pinned = cores === null ? command : ['taskset', '-c', cores.join(','), ...command];
    const child = fork(join(import.meta.dirname, 'worker.ts'), [], {
      execPath: pinned[0]!,
      execArgv: pinned.slice(1),
      // As the stack sets it.
      env: { ...process.env, ...PROCESS_ENVIRONMENT },
      // The pictures go by message, so that none of them is ever a file.
      serialization: 'advanced',
    });
    const worker = new WorkerProcess(child);
    await worker.do({ task: 'setup', setup });
    return worker;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** @throws Error when the task fails or the process ends */
  do<T extends Task>(task: T): Promise<Answer<T>> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('The benchmark process has ended.'));
      this.#child.once('exit', ended);
      this.#child.once('error', reject);
      this.#child.once('message', (message: { error?: string; result: Answer<T> }) => {
        this.#child.off('exit', ended);
        this.#child.off('error', reject);
        if (message.error === undefined) resolve(message.result);
        else reject(new Error(message.error));
      });
      this.#child.send(task);
    });
  }

  stop(): void {
    this.#child.kill();
  }
}
