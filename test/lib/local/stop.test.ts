import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import type { StopOptions } from '../../../lib/local/stop.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { type TestFunction, testFunction } from './runtime/handlers.ts';

const moduleAt = (path: string) => JSON.stringify(pathToFileURL(join(ROOT, path)).href);

/** The project's start script. */
const scripts = { start: packageJson.scripts.start };
/** Milliseconds. No test takes that long; it is far more than a busy machine needs. */
const LONG_MS = 120_000;
/** Two signals one after the other count as two, however close they are, and no time limit ends the process. */
const PATIENT: StopOptions = { limitMs: LONG_MS, sameCtrlCMs: 0 };

let folder: string;
let task: TestFunction;
const pids: number[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-stop-'));
  await mkdir(join(folder, 'bin'));
  await copyFile(join(ROOT, 'bin/node-version.js'), join(folder, 'bin/node-version.js'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module', scripts }));
  task = await testFunction({ timeoutMs: LONG_MS });
});
afterEach(async () => {
  for (const pid of pids.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  await task.remove();
  await rm(folder, { recursive: true });
});

interface Started {
  readonly child: ChildProcess;
  /** Ids of the process that stops on signals, and of the function's process. */
  readonly main: number;
  readonly work: number;
  readonly output: () => string;
}

/**
 * Starts a program like `npm start`, with a function that is at work.
 *
 * @param close what it does to close
 * @param work what the function does
 */
async function start(
  command: readonly [string, ...string[]],
  { close = 'await environment.close();', options = PATIENT, work = 'busy' } = {},
): Promise<Started> {
  await writeFile(
    join(folder, 'bin/start.ts'),
    `import { LambdaEnvironment } from ${moduleAt('lib/local/runtime/lambda-environment.ts')};
    import { launchProcess } from ${moduleAt('lib/local/runtime/launch.ts')};
    import { stopOnSignal } from ${moduleAt('lib/local/stop.ts')};
    let work = 0;
    const launch = async (configuration, port) => {
      const child = await launchProcess(configuration, port);
      work = child.pid;
      return child;
    };
    const log = (line) => line === 'begun' && console.log('pids ' + process.pid + ' ' + work);
    const environment = new LambdaEnvironment(${JSON.stringify(task.configuration)}, { launch, log });
    stopOnSignal(async () => { ${close} console.log('closed'); }, ${JSON.stringify(options)});
    environment.invoke({ do: ${JSON.stringify(work)} }).catch(() => {});`,
  );
  const [program, ...args] = command;
  // Its own process group, as a terminal gives it.
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  pids.push(child.pid!);
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    output += `${line}\n`;
  });
  await vi.waitFor(() => expect(output).toMatch(/^pids /m), { timeout: LONG_MS, interval: 50 });
  const [, main, work_] = /^pids (\d+) (\d+)$/m.exec(output)!.map(Number);
  pids.push(main!, work_!);
  return { child, main: main!, work: work_!, output: () => output };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const gone = ({ main, work }: Started) =>
  vi.waitFor(() => expect([isAlive(main), isAlive(work)]).toEqual([false, false]), { timeout: LONG_MS, interval: 50 });

const NODE = [process.execPath, 'bin/start.ts'] as const;
const NPM = ['npm', 'start'] as const;

describe('the process that serves', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('closes at %s and ends, with the function at work', async (signal) => {
    const it = await start(NODE);
    const exited = once(it.child, 'exit');
    it.child.kill(signal);
    expect(await exited).toEqual([0, null]);
    expect(it.output()).toContain('closed');
    await gone(it);
  });

  it('ends after its limit, and the function with it, where something does not close', async () => {
    const it = await start(NODE, { close: 'await new Promise(() => {});', options: { ...PATIENT, limitMs: 50 } });
    const exited = once(it.child, 'exit');
    it.child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    await gone(it);
  });

  it('ends at once at the second Ctrl-C', async () => {
    const it = await start(NODE, { close: "console.log('closing'); await new Promise(() => {});" });
    const exited = once(it.child, 'exit');
    it.child.kill('SIGINT');
    await vi.waitFor(() => expect(it.output()).toContain('closing'), { timeout: LONG_MS });
    it.child.kill('SIGINT');
    expect(await exited).toEqual([130, null]);
    await gone(it);
  });

  it.each(['native', 'wait'])('takes the function with it when it is killed itself (%s)', async (work) => {
    const it = await start(NODE, { work });
    it.child.kill('SIGKILL');
    await gone(it);
  });
});

describe('npm', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('that gets %s leaves nothing behind', async (signal) => {
    const it = await start(NPM);
    process.kill(it.child.pid!, signal);
    await gone(it);
  });

  it('and the terminal pass on one Ctrl-C together, which closes in an orderly way', async () => {
    const options = { limitMs: LONG_MS, sameCtrlCMs: LONG_MS };
    const it = await start(NPM, { close: 'await new Promise((resolve) => setTimeout(resolve, 1_000));', options });
    process.kill(-it.child.pid!, 'SIGINT');
    await gone(it);
    await vi.waitFor(() => expect(it.output()).toContain('closed'), { timeout: LONG_MS });
  });
});
