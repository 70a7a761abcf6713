import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EnvironmentOptions, LambdaEnvironment } from '../../../../lib/local/runtime/lambda-environment.ts';
import { type FunctionConfiguration, type Launch, launchProcess } from '../../../../lib/local/runtime/launch.ts';
import { testFunction } from './handlers.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

type Running = Awaited<ReturnType<typeof running>>;

async function running(
  change: Partial<FunctionConfiguration> = {},
  options: EnvironmentOptions & { readonly init?: string } = {},
) {
  const { configuration, remove } = await testFunction(change, options.init);
  const [log, starts]: [string[], number[]] = [[], []];
  const lines = new EventEmitter();
  const environment = new LambdaEnvironment(configuration, {
    log: (line, stream) => {
      log.push(`${stream}: ${line}`);
      lines.emit(line);
    },
    started: (milliseconds) => starts.push(milliseconds),
    ...options,
  });
  cleanUp.push(remove, () => environment.close());
  /** Resolves when the process writes a line that it has not written yet. */
  const said = (line: string) => once(lines, line);
  return { environment, log, starts, said };
}

const success = (payload: unknown) => ({ kind: 'success', payload });
const failure = (errorType: string, errorMessage: string) => ({ kind: 'error', errorType, errorMessage });
const calls = async ({ environment }: Running) =>
  ((await environment.invoke({ do: 'echo' })) as { payload: { calls: number } }).payload.calls;

describe('an execution environment', () => {
  it('hands the event and a context to the handler, and its answer back', async () => {
    const { environment } = await running({ timeoutMs: 100_000 });
    const event = { do: 'echo', text: 'Zażółć gęślą jaźń 😀', list: [1, null, { a: 0.1 }] };
    const outcome = await environment.invoke(event);
    expect(outcome).toMatchObject(
      success({
        event,
        context: {
          functionName: 'TestFunction',
          memoryLimitInMB: '512',
          invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:TestFunction',
          awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      }),
    );
    const { left } = (outcome as never as { payload: { context: { left: number } } }).payload.context;
    // A wide range: the test itself has 30 s.
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(100_000);
  });

  it('starts one process, at the first invocation, and reuses it', async () => {
    const it = await running();
    expect(it.starts).toEqual([]);
    expect([await calls(it), await calls(it), await calls(it)]).toEqual([1, 2, 3]);
    expect(it.starts).toHaveLength(1);
  });

  it('serves one invocation at a time, in order', async () => {
    const it = await running();
    expect(await Promise.all([calls(it), calls(it), calls(it), calls(it)])).toEqual([1, 2, 3, 4]);
  });

  it("gives the process Lambda's variables and the function's own, and nothing of this process", async () => {
    const marker = `TEST_${randomUUID().replaceAll('-', '_')}`;
    process.env[marker] = 'of the test';
    cleanUp.push(() => delete process.env[marker]);
    const { environment } = await running({ environment: { THRESHOLD: '0.7', AWS_REGION: 'eu-north-1' } });
    const outcome = await environment.invoke({ do: 'environment' });
    expect(outcome).toMatchObject(
      success({
        THRESHOLD: '0.7',
        AWS_REGION: 'eu-north-1',
        AWS_DEFAULT_REGION: 'eu-north-1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
        _HANDLER: 'index.handler',
      }),
    );
    expect((outcome as { payload: object }).payload).not.toHaveProperty(marker);
    expect((outcome as { payload: object }).payload).not.toHaveProperty('PATH');
  });

  it('hands on every line of both streams, the last one without an end included', async () => {
    const { environment, log } = await running();
    await environment.invoke({ do: 'say' });
    await environment.close();
    expect(log).toEqual(['stdout: {"said":"out"}', 'stderr: {"said":"err"}']);
  });

  it('carries answers up to 6 MB, and reports larger ones as an error of the function', async () => {
    const { environment } = await running();
    const outcome = await environment.invoke({ do: 'large', bytes: 6_000_000 });
    expect((outcome as { payload: string }).payload).toHaveLength(6_000_000);
    expect(await environment.invoke({ do: 'large', bytes: 6_300_000 })).toMatchObject({
      kind: 'error',
      errorType: 'Function.ResponseSizeTooLarge',
    });
    expect(await environment.invoke({ do: 'large', bytes: 1 })).toEqual(success('x'));
  });
});

describe('a handler that fails', () => {
  it.each([
    ['throw', 'RangeError', 'thrown on purpose'],
    ['reject', 'Error', 'Unauthorized'],
  ])('by %s is reported with class and message, and goes on in the same process', async (action, type, message) => {
    const it = await running();
    expect(await it.environment.invoke({ do: action })).toEqual(failure(type, message));
    expect(await calls(it)).toBe(2);
    expect(it.log.join()).toContain(message);
  });

  it.each([
    ['exits with 1', { do: 'exit', code: 1 }, 'exited with error: exit status 1'],
    ['exits with 0', { do: 'exit', code: 0 }, 'exited without providing a reason'],
    ['lets an error go uncaught', { do: 'uncaught' }, 'exited with error: exit status 1'],
    ['never settles and leaves nothing to do', { do: 'never' }, 'exited without providing a reason'],
  ])('because it %s is reported, and a new process serves the next invocation', async (_, event, message) => {
    const it = await running();
    expect(await calls(it)).toBe(1);
    expect(await it.environment.invoke(event)).toEqual(failure('Runtime.ExitError', `Runtime ${message}`));
    expect(await calls(it)).toBe(1);
    expect(it.starts).toHaveLength(2);
  });

  it('after its answer, between two invocations, does no harm', async () => {
    const exits: Promise<unknown>[] = [];
    const launch: Launch = async (configuration, port) => {
      const child = await launchProcess(configuration, port);
      exits.push(once(child, 'close'));
      return child;
    };
    const it = await running({}, { launch });
    expect(await it.environment.invoke({ do: 'later' })).toEqual(success('answered before'));
    expect(await exits[0]).toEqual([3, null]);
    expect(await calls(it)).toBe(1);
  });

  it.each([0, 300])(
    'by killing itself %i ms after its answer has answered, and a new process serves the next',
    async (ms) => {
      const it = await running();
      expect(await calls(it)).toBe(1);
      const answered = it.environment.invoke({ do: 'die', ms });
      const next = calls(it);
      expect(await answered).toEqual(success(expect.any(Number)));
      expect(await next).toBe(1);
      expect(it.starts).toHaveLength(2);
    },
  );

  it('to finish in time after its answer is killed, and a new process serves the next', async () => {
    const it = await running({ timeoutMs: 60_000 });
    expect(await calls(it)).toBe(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    cleanUp.push(() => vi.useRealTimers());
    expect(await it.environment.invoke({ do: 'hang' })).toEqual(success(expect.any(Number)));
    let over = false;
    const idle = it.environment.idle().then(() => {
      over = true;
    });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await idle;
    vi.useRealTimers();
    expect(await calls(it)).toBe(1);
    expect(it.starts).toHaveLength(2);
  });

  it.each(['wait', 'busy'])('to answer in time (%s) is killed, and a new process serves the next', async (action) => {
    const it = await running({ timeoutMs: 3_000 });
    expect(await calls(it)).toBe(1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    cleanUp.push(() => vi.useRealTimers());
    let ended = false;
    const outcome = it.environment.invoke({ do: action });
    outcome.then(() => {
      ended = true;
    });
    await it.said('begun');
    await vi.advanceTimersByTimeAsync(2_999);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toEqual(failure('Sandbox.Timedout', 'Task timed out after 3.00 seconds'));
    vi.useRealTimers();
    expect(await calls(it)).toBe(1);
  });
});

describe('the start of an environment', () => {
  it('that fails is repeated, and its error is that of the invocation', async () => {
    const marker = join(tmpdir(), `face-comparison-${randomUUID()}`);
    cleanUp.push(() => rmSync(marker, { force: true }));
    const init = `import { appendFileSync } from 'node:fs';
      appendFileSync(${JSON.stringify(marker)}, 'x'); throw new TypeError('cannot start');`;
    const { environment, log, starts } = await running({}, { init });
    expect(await environment.invoke({ do: 'echo' })).toEqual(failure('TypeError', 'cannot start'));
    expect(readFileSync(marker, 'utf8')).toBe('xx');
    expect([starts, log.join()]).toEqual([[], expect.stringContaining('cannot start')]);
  });

  it.each([
    ['fails once', "throw new Error('not yet')"],
    ['exits once', 'process.exit(7)'],
    ['takes too long once', 'await new Promise((resolve) => setTimeout(resolve, 60_000))'],
  ])('that %s succeeds the second time, within the invocation', async (_, mishap) => {
    const marker = join(tmpdir(), `face-comparison-${randomUUID()}`);
    cleanUp.push(() => rmSync(marker, { force: true }));
    const init = `import { existsSync, writeFileSync } from 'node:fs';
      const first = !existsSync(${JSON.stringify(marker)});
      if (first) { writeFileSync(${JSON.stringify(marker)}, ''); ${mishap}; }`;
    const it = await running({ timeoutMs: 20_000 }, { init, initLimitMs: 3_000 });
    expect(await calls(it)).toBe(1);
    expect(existsSync(marker)).toBe(true);
  });

  it("that takes longer than the function's time is a time-out", async () => {
    const init = 'await new Promise((resolve) => setTimeout(resolve, 60_000))';
    const { environment } = await running({ timeoutMs: 500 }, { init, initLimitMs: 300 });
    expect(await environment.invoke({})).toEqual(failure('Sandbox.Timedout', 'Task timed out after 0.50 seconds'));
  });

  it('without its handler is an error', async () => {
    const { environment } = await running({ handler: 'index.other' });
    expect(await environment.invoke({})).toMatchObject({ kind: 'error', errorType: 'Runtime.HandlerNotFound' });
  });

  it('of a module with a mistake in its syntax is an error', async () => {
    const it = await testFunction();
    cleanUp.push(it.remove);
    writeFileSync(join(it.configuration.taskRoot, 'index.mjs'), 'export const handler = (');
    const environment = new LambdaEnvironment(it.configuration, { log: () => {} });
    cleanUp.push(() => environment.close());
    expect(await environment.invoke({})).toMatchObject({ errorType: 'Runtime.UserCodeSyntaxError' });
  });

  it('with a program that does not exist is an error', async () => {
    const launch = async () => spawn('/does/not/exist', { stdio: ['ignore', 'pipe', 'pipe'] });
    const { environment } = await running({}, { launch });
    expect(await environment.invoke({})).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  it('that cannot even be tried rejects the invocation', async () => {
    const launch = () => Promise.reject(new Error('no way to launch'));
    const { environment } = await running({}, { launch });
    await expect(environment.invoke({})).rejects.toThrow('no way to launch');
  });
});

describe('close', () => {
  it('ends the process, the invocation under way, and those that wait', async () => {
    const children: number[] = [];
    const launch: Launch = async (configuration, port) => {
      const child = await launchProcess(configuration, port);
      children.push(child.pid!);
      return child;
    };
    const it = await running({}, { launch });
    await calls(it);
    const underWay = it.environment.invoke({ do: 'wait' });
    const waiting = it.environment.invoke({ do: 'echo' });
    const refused = expect(waiting).rejects.toThrow('The environment of TestFunction is closed.');
    await it.said('begun');
    await it.environment.close();
    expect(await underWay).toEqual(failure('Runtime.ExitError', 'Runtime exited with error: signal: SIGKILL'));
    await refused;
    expect(children).toHaveLength(1);
    expect(() => process.kill(children[0]!, 0)).toThrow('ESRCH');
    await expect(it.environment.invoke({ do: 'echo' })).rejects.toThrow('is closed');
  });

  it('ends a start under way at once', async () => {
    // No time limit passes while the clock stands still, so nothing but the call ends the start.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    cleanUp.push(() => vi.useRealTimers());
    const init = "process.stdout.write('begun\\n'); await new Promise((resolve) => setTimeout(resolve, 60_000));";
    const { environment, said } = await running({}, { init });
    const refused = expect(environment.invoke({})).rejects.toThrow('is closed');
    await said('begun');
    await environment.close();
    await refused;
  });
});
