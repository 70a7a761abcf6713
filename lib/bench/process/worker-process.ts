import { join } from 'node:path';
import { environmentOf } from './environment-of.ts';
import type { Answers, Setup, Task } from './messages.ts';
import { TaskProcess, type TaskProcessOptions } from './task-process.ts';

/** Where a measuring process runs. */
export type WorkerOptions = Omit<TaskProcessOptions, 'environment'>;

/** A process that measures comparisons, one task at a time. It ends when it is disposed of. */
export class WorkerProcess implements Disposable {
  readonly #process: TaskProcess;

  private constructor(process: TaskProcess) {
    this.#process = process;
  }

  /**
   * Returns a process that has the environment of the measured checkout and has loaded what is measured.
   *
   * @throws Error when the checkout cannot be loaded
   */
  static async start(setup: Setup, options: WorkerOptions): Promise<WorkerProcess> {
    const environment = await environmentOf(setup.checkout);
    const started = new TaskProcess(join(import.meta.dirname, 'worker.ts'), { ...options, environment });
    const worker = new WorkerProcess(started);
    await worker.do({ task: 'setup', setup }).catch((error: unknown) => {
      worker[Symbol.dispose]();
      throw error;
    });
    return worker;
  }

  /** @throws Error when the task fails or the process ends */
  do<T extends Task>(task: T): Promise<Answers[T['task']]> {
    return this.#process.do(task);
  }

  [Symbol.dispose](): void {
    this.#process.stop();
  }
}
