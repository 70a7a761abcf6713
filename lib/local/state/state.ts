import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../cli/root.ts';
import { authorizationOf, type Credentials } from './credentials.ts';

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
  /** Endpoint of the embedded DynamoDB, and what it takes. */
  readonly dynamodb: string;
  readonly credentials: Credentials;
  /** Letter of the key that signs. */
  readonly signingKey?: string;
  /** What the values of API keys are computed with. */
  readonly usageSalt?: string;
  /** Life of an application's token. */
  readonly tokenSeconds?: number;
  /** The fence above all limits. */
  readonly stageLimit?: { readonly rateLimit: number; readonly burstLimit: number } | null;
}

const SERVER_FILE = 'server.json';
/** Milliseconds. The listener is on this machine, but the machine may be busy. */
const PROBE_MS = 5_000;

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
    throw new Error(`${file} is not readable as JSON. Delete it; the next start creates it again.`);
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

/**
 * Returns the local API that runs in the directory, or `null` when none does. Only the one that announced itself takes the
 * credentials of its start. A process id would not tell: another process may have it by now.
 */
export async function runningServer(dir: string): Promise<RunningServer | null> {
  const server = await readJson<RunningServer>(join(dir, SERVER_FILE));
  // A version before wrote no credentials.
  if (server?.credentials === undefined) return null;
  const headers = { authorization: authorizationOf(server.credentials) };
  try {
    const { status } = await fetch(server.dynamodb, { headers, signal: AbortSignal.timeout(PROBE_MS) });
    return status === 204 ? server : null;
  } catch {
    return null;
  }
}

/**
 * Returns who uses a port that is taken: a local API of this directory that runs but does not respond, or nobody that is known.
 *
 * @param isAlive whether a process runs
 */
export async function userOfPort(dir: string, port: number, isAlive = isProcess): Promise<string> {
  const server = await readJson<RunningServer>(join(dir, SERVER_FILE)).catch(() => null);
  const isOwn = server !== null && new URL(server.url).port === String(port) && isAlive(server.pid);
  return isOwn
    ? `a local API of this checkout that does not respond (process ${server.pid}; stop it: kill ${server.pid})`
    : 'another program';
}

function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
