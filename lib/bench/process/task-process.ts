import { type ChildProcess, fork } from 'node:child_process';

export interface TaskProcessOptions {
  /** Processors on which the process may run; `null` for all. */
  readonly cores: readonly number[] | null;
  /** Environment variables in addition to those of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A child process that does one task at a time. Tasks and responses are messages, so that no image is ever a file. */
export class TaskProcess {
  readonly #child: ChildProcess;

  /** @param script path of a module that calls `answerTasks` */
  constructor(script: string, { cores, environment }: TaskProcessOptions) {
    const command = [process.execPath];
    const pinned = cores === null ? command : ['taskset', '-c', cores.join(','), ...command];
    this.#child = fork(script, [], {
      execPath: pinned[0]!,
      execArgv: pinned.slice(1),
      env: { ...process.env, ...environment },
      serialization: 'advanced',
    });
  }

  /** @throws Error when the task fails or the process ends */
  do<Answer>(task: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('The benchmark process has ended.'));
      this.#child.once('exit', ended);
      this.#child.once('error', reject);
      this.#child.once('message', (message: { error?: string; result: Answer }) => {
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

/** Makes this process do the tasks of its parent process, and end with it. */
export function answerTasks<Task>(run: (task: Task) => Promise<unknown>): void {
  process.on('message', (task: Task) => {
    run(task).then(
      (result) => process.send!({ result }),
      (error: Error) => process.send!({ error: error.message }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
