import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../cli/root.ts';

/**
 * Returns the directory with all that the local API keeps: the issuer's key, the demo application, audit items. It is the
 * git-ignored `.local/` of the project unless the variable LOCAL_DIR names another one.
 */
export function localDir(): string {
  return process.env.LOCAL_DIR || join(ROOT, '.local');
}

/** Where a running local API can be reached, for `npm run audit`. */
export interface RunningServer {
  readonly pid: number;
  readonly url: string;
  /** Endpoint of the embedded DynamoDB. */
  readonly dynamodb: string;
}

/** Another running local API holds the directory. */
export class LocalDirInUseError extends Error {}

const SERVER_FILE = 'server.json';
const LOCK_FILE = 'dynamodb.pid';

/**
 * Reads a JSON file of the directory, or makes it when there is none. Only the owner can read it. Two programs that make
 * it at the same time get the same content.
 */
export async function readOrCreate<Value>(dir: string, name: string, create: () => Promise<Value>): Promise<Value> {
  const file = join(dir, name);
  const existing = await readJson<Value>(file);
  if (existing !== null) return existing;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(await create(), null, 2)}\n`, { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readJson<Value>(file)) as Value;
}

async function readJson<Value>(file: string): Promise<Value | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new Error(`${file} is not readable as JSON. Delete it; it is made anew.`);
  }
}

export async function announceServer(dir: string, server: RunningServer): Promise<void> {
  const file = join(dir, SERVER_FILE);
  await writeFile(`${file}.new`, JSON.stringify(server), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function withdrawServer(dir: string): Promise<void> {
  await rm(join(dir, SERVER_FILE), { force: true });
}

/** Returns the local API that runs in the directory, or `null` when none does. */
export async function runningServer(dir: string): Promise<RunningServer | null> {
  const server = await readJson<RunningServer>(join(dir, SERVER_FILE));
  return server !== null && isAlive(server.pid) ? server : null;
}

/**
 * Locks the database directory for this process, since two processes in one LevelDB hang or crash.
 *
 * @returns a function that releases the lock
 * @throws LocalDirInUseError when a living process holds the lock
 */
export async function lockDatabase(dir: string): Promise<() => Promise<void>> {
  const file = join(dir, LOCK_FILE);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const pid = Number(await readFile(file, 'utf8').catch(() => '0'));
    if (isAlive(pid)) {
      throw new LocalDirInUseError(
        `The audit items in ${dir} are in use by another local API (process ${pid}). Stop it first.`,
      );
    }
    // Left behind by a process that was killed.
    await rm(file, { force: true });
  }
  throw new LocalDirInUseError(`The audit items in ${dir} are in use by another local API.`);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
