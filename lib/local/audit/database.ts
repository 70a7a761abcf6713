import type { IncomingHttpHeaders } from 'node:http';
import { Worker } from 'node:worker_threads';

/** A request to DynamoDB, with its whole body. */
export interface DatabaseRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface DatabaseAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Pending {
  resolve(answer: DatabaseAnswer): void;
  reject(error: Error): void;
}

/**
 * The embedded database, dynalite, in its own thread. If its disk is full or it cannot handle a request, dynalite throws an error
 * that no caller can catch. This ends only the thread: requests under way fail, and the next request starts another thread on the
 * same data.
 */
export class Database {
  readonly #path: string | null;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #last = 0;

  /** @param path folder of the data; `null` keeps them in memory */
  constructor(path: string | null) {
    this.#path = path;
  }

  /** @throws Error when the thread ends before it returns a response */
  ask(request: DatabaseRequest): Promise<DatabaseAnswer> {
    this.#worker ??= this.#start();
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker!.postMessage({ id, ...request });
    });
  }

  /** Ends the thread, which closes its data. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('database-worker.ts', import.meta.url), {
      workerData: { path: this.#path },
      env: { AWS_REGION: 'eu-west-1' },
      execArgv: [],
    });
    worker.on('message', ({ id, ...answer }: DatabaseAnswer & { id: number }) => {
      this.#pending.get(id)?.resolve(answer);
      this.#pending.delete(id);
    });
    // The 'exit' that follows is handled; without a listener the error would end the process.
    worker.on('error', () => {});
    worker.once('exit', () => {
      this.#worker = null;
      for (const { reject } of this.#pending.values()) reject(new Error('The embedded database has ended.'));
      this.#pending.clear();
    });
    return worker;
  }
}
