import { join } from 'node:path';
import { environmentOf } from './environment-of.ts';
import type { Allocation, Peak, Sample, Setup, Task } from './messages.ts';
import { TaskProcess, type TaskProcessOptions } from './task-process.ts';

/** Where a measuring process runs, and with which flags. */
export type WorkerOptions = Omit<TaskProcessOptions, 'environment'>;

type Answer<T extends Task> = T extends { task: 'compare' }
  ? Sample
  : T extends { task: 'allocate' }
    ? Allocation
    : T extends { task: 'peak' }
      ? Peak
      : T extends { task: 'model' }
        ? { readonly ms: number | null }
        : T extends { task: 'resident' }
          ? { readonly bytes: number }
          : null;

/** A process in which comparisons are measured: does one task at a time. */
export class WorkerProcess {
  readonly #process: TaskProcess;

  private constructor(process: TaskProcess) {
    this.#process = process;
  }

  /** Starts a process with the environment of the measured checkout, and loads in it what is measured. */
  static async start(setup: Setup, options: WorkerOptions): Promise<WorkerProcess> {
    const environment = await environmentOf(setup.checkout);
    const started = new TaskProcess(join(import.meta.dirname, 'worker.ts'), { ...options, environment });
    const worker = new WorkerProcess(started);
    await worker.do({ task: 'setup', setup }).catch((error: unknown) => {
      worker.stop();
      throw error;
    });
    return worker;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** @throws Error when the task fails or the process ends */
  do<T extends Task>(task: T): Promise<Answer<T>> {
    return this.#process.do(task);
  }

  stop(): void {
    this.#process.stop();
  }
}
