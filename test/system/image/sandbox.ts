import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  type Launch,
  launchProcess,
  PRELOAD,
  PRELOAD_DIR,
  RUNTIME_CLIENT_DIR,
  runtimeCommand,
  runtimeEnvironment,
} from '../../../lib/local/runtime/launch.ts';

/** bubblewrap, which needs no privileges if users may create namespaces. */
const BWRAP = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'bwrap'))
  .find((file) => existsSync(file));

/** Lambda's user, who owns no file of the image. It has a name and a home directory, which does not exist. */
const USER = '65534';
const PASSWD = `sbx_user1051:x:${USER}:${USER}::/home/sbx_user1051:/sbin/nologin\n`;
/** The paths in Lambda's own image. */
const NODE = '/var/lang/bin/node';
const CLIENT = '/var/runtime/client';
const PRELOADS = '/var/runtime/preload';
const BRIDGE = '/var/runtime/bridge.mts';
const SOCKETS = '/run/ports';
const TASK = '/var/task';

/** The C and C++ libraries, which Lambda's base image has, too. */
const SYSTEM_LIBRARIES = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache'];

/** What is at /tmp in the sandbox: by default its own writable folder. */
export const OWN_TMP = ['--tmpfs', '/tmp'] as const;
/** A folder of this machine, so that the test sees what is written. */
export const tmpAt = (folder: string) => ['--bind', folder, '/tmp'] as const;
/** Not writable, like the rest. */
export const READ_ONLY_TMP = ['--dir', '/tmp'] as const;
/** One page of memory: a file that begins in it cannot grow. */
export const FULL_TMP = ['--size', '4096', '--tmpfs', '/tmp'] as const;

/** Why nothing can be sandboxed here, or `null`. */
export const noSandbox: string | null = findProblem();

/** Whether bubblewrap is here at all; then it should work. */
export const sandboxInstalled = BWRAP !== undefined;

export interface Sandbox {
  readonly launch: Launch;
  close(): Promise<void>;
}

/**
 * A way to start runtime processes that are at least as isolated as on Lambda: a file system with only Node.js, the system
 * libraries, the runtime client and the function's folder, all of it read-only; an empty /sys; /tmp writable; no network
 * but their own loopback; another user; no view of other processes.
 *
 * @param ports of this machine's loopback that they may reach, besides the Runtime API; an unsandboxed process reaches all
 * @param tmp what is at /tmp: OWN_TMP or a similar constant
 * @returns a way to start plain processes if there is no sandbox
 */
export async function createSandbox(ports: readonly number[] = [], tmp: readonly string[] = OWN_TMP): Promise<Sandbox> {
  if (BWRAP === undefined || noSandbox !== null) return { launch: launchProcess, close: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'face-sandbox-'));
  const passwd = join(folder, 'passwd');
  await writeFile(passwd, PASSWD);
  const servers = new Map<number, Server>();
  const offer = async (port: number): Promise<void> => {
    if (servers.has(port)) return;
    servers.set(port, await forward(join(folder, String(port)), port));
  };
  for (const port of ports) await offer(port);

  const launch: Launch = async (configuration, apiPort) => {
    await offer(apiPort);
    const [program, ...parameters] = runtimeCommand(NODE, join(PRELOADS, PRELOAD), CLIENT);
    const wall = wallArguments([
      ...['--ro-bind', process.execPath, NODE],
      ...['--ro-bind', RUNTIME_CLIENT_DIR, CLIENT],
      ...['--ro-bind', PRELOAD_DIR, PRELOADS],
      ...['--ro-bind', join(import.meta.dirname, 'bridge.mts'), BRIDGE],
      ...['--ro-bind', configuration.taskRoot, TASK],
      ...['--ro-bind', folder, SOCKETS],
      ...['--ro-bind', passwd, '/etc/passwd'],
      ...['--chdir', TASK],
      ...tmp,
    ]);
    const bridge = [NODE, BRIDGE, SOCKETS, [...ports, apiPort].join(',')];
    return spawn(BWRAP, [...wall, '--', ...bridge, program, ...parameters], {
      env: runtimeEnvironment(configuration, TASK, apiPort),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  const close = async (): Promise<void> => {
    for (const server of servers.values()) server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { launch, close };
}

/** @param content what to put into it */
function wallArguments(content: readonly string[]): string[] {
  return [
    ...['--unshare-all', '--unshare-user', '--uid', USER, '--gid', USER],
    ...['--die-with-parent', '--new-session', '--proc', '/proc', '--dev', '/dev'],
    ...SYSTEM_LIBRARIES.flatMap((path) => ['--ro-bind-try', path, path]),
    ...content,
    ...['--dir', '/sys', '--remount-ro', '/dev', '--remount-ro', '/'],
  ];
}

function findProblem(): string | null {
  if (BWRAP === undefined) return 'bubblewrap is not installed';
  const wall = wallArguments(['--ro-bind', process.execPath, NODE]);
  const { status, stderr } = spawnSync(BWRAP, [...wall, '--', NODE, '--version'], { encoding: 'utf8', env: {} });
  return status === 0 ? null : `bubblewrap cannot make a sandbox: ${stderr.trim().split('\n')[0]}`;
}

/** Connects a socket file with a port of this machine. */
async function forward(file: string, port: number): Promise<Server> {
  const server = createServer((inner) => {
    const outer = connect(port, '127.0.0.1');
    inner.on('error', () => outer.destroy()).on('close', () => outer.destroy());
    outer.on('error', () => inner.destroy()).on('close', () => inner.destroy());
    inner.pipe(outer).pipe(inner);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(file, resolve));
  return server;
}
