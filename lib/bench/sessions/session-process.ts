import { join } from 'node:path';
import { PROCESS_ENVIRONMENT } from '../../stack/functions/process-environment.ts';
import { TaskProcess } from '../process/task-process.ts';
import type { SessionVariant } from './session-variants.ts';

/** The models of the default pack: the detector with an input of 320 x 320 pixels. */
export const SESSION_MODELS = ['detector', 'embedder', 'quality'] as const;
export type SessionModel = (typeof SESSION_MODELS)[number];

export interface SessionSetup {
  readonly modelsDir: string;
  /** Threads of one inference. */
  readonly threads: number;
  readonly variant: SessionVariant;
  /** Folder for models that are saved optimised: where one is there it is loaded, else it is saved; `null` for none. */
  readonly savedIn: string | null;
  /** Whether the models are loaded alone or within the engine. */
  readonly use: 'models' | 'engine';
}

export type SessionTask =
  | { readonly task: 'setup'; readonly setup: SessionSetup }
  | { readonly task: 'load' }
  | { readonly task: 'run'; readonly model: SessionModel }
  | { readonly task: 'compare'; readonly pair: readonly [Uint8Array, Uint8Array] }
  | { readonly task: 'resident' };

/** A process whose sessions have the options of one variant. */
export class SessionProcess {
  readonly #process: TaskProcess;

  private constructor(process: TaskProcess) {
    this.#process = process;
  }

  /** @param cores processors it may run on; `null` for all */
  static async start(setup: SessionSetup, cores: readonly number[] | null): Promise<SessionProcess> {
    const options = { cores, environment: PROCESS_ENVIRONMENT };
    const started = new SessionProcess(new TaskProcess(join(import.meta.dirname, 'session-worker.ts'), options));
    await started.#do<null>({ task: 'setup', setup }).catch((error: unknown) => {
      started.stop();
      throw error;
    });
    return started;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** @returns milliseconds of loading all models once more */
  load(): Promise<number> {
    return this.#do({ task: 'load' });
  }

  /** @returns milliseconds of one run */
  run(model: SessionModel): Promise<number> {
    return this.#do({ task: 'run', model });
  }

  /** @returns milliseconds of one comparison */
  compare(pair: readonly [Uint8Array, Uint8Array]): Promise<number> {
    return this.#do({ task: 'compare', pair });
  }

  /** @returns bytes of resident memory */
  resident(): Promise<number> {
    return this.#do({ task: 'resident' });
  }

  stop(): void {
    this.#process.stop();
  }

  #do<Answer>(task: SessionTask): Promise<Answer> {
    return this.#process.do(task);
  }
}
