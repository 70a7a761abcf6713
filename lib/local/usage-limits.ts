import { readFileSync, statSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Limit, UsageLimits } from '../apps/usage-limits.ts';

/** Limits by the value of the key. */
type Limits = Readonly<Record<string, Limit>>;

/** Usage plans and keys that were made while the local API runs, in a file of the local directory, where its gateway sees them. */
export class LocalUsageLimits implements UsageLimits {
  readonly #file: string;
  #read: { readonly mtimeMs: number; readonly limits: Limits } | null = null;

  constructor(dir: string) {
    this.#file = join(dir, 'usage-plans.json');
  }

  /** Returns the limit of a key, or `null` where it has none. */
  limitOf(value: string): Limit | null {
    const limits = this.#limits();
    return Object.hasOwn(limits, value) ? limits[value]! : null;
  }

  async give(value: string, _: string, limit: Limit): Promise<void> {
    await this.#write({ ...this.#limits(), [value]: limit });
  }

  async take(value: string): Promise<void> {
    const { [value]: _, ...others } = this.#limits();
    await this.#write(others);
  }

  async takeAll(): Promise<number> {
    const keys = Object.keys(this.#limits()).length;
    await this.#write({});
    return keys;
  }

  #limits(): Limits {
    const { mtimeMs } = statSync(this.#file, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
    if (mtimeMs === 0) return {};
    if (this.#read?.mtimeMs !== mtimeMs) {
      this.#read = { mtimeMs, limits: JSON.parse(readFileSync(this.#file, 'utf8')) as Limits };
    }
    return this.#read.limits;
  }

  async #write(limits: Limits): Promise<void> {
    await mkdir(join(this.#file, '..'), { recursive: true, mode: 0o700 });
    await writeFile(`${this.#file}.new`, JSON.stringify(limits), { mode: 0o600 });
    await rename(`${this.#file}.new`, this.#file);
    this.#read = null;
  }
}
