import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionConfiguration } from '../../../../lib/local/runtime/launch.ts';

/** A handler for each thing that can happen in a runtime process; the event's `do` says which. */
const ACTIONS = `
let calls = 0;
import { pbkdf2 } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
const afterAnswer = (then) => {
  subscribe('http.client.response.finish', ({ request }) => {
    if (request.path.endsWith('/response')) then();
  });
  return process.pid;
};
const never = () => new Promise(() => {});
const actions = {
  echo: (event, context) => ({ event, calls, context: { ...context, left: context.getRemainingTimeInMillis() } }),
  environment: () => process.env,
  say: () => { process.stdout.write('{"said":"out"}\\n'); process.stderr.write('{"said":"err"}'); },
  throw: () => { throw new RangeError('thrown on purpose'); },
  reject: () => Promise.reject(new Error('Unauthorized')),
  exit: (event) => process.exit(event.code),
  uncaught: () => { setTimeout(() => { throw new Error('uncaught on purpose'); }); return never(); },
  later: () => { setTimeout(() => process.exit(3), 20); return 'answered before'; },
  never,
  // Both say that they have begun; a write to a pipe is done when the call returns.
  busy: () => { process.stdout.write('begun\\n'); for (;;); },
  wait: () => { process.stdout.write('begun\\n'); setInterval(() => {}, 1000); return never(); },
  // process.exit waits for this.
  native: () => { pbkdf2('x', 'y', 2 ** 31 - 1, 64, 'sha512', () => {}); process.stdout.write('begun\\n'); return never(); },
  sleep: (event) => new Promise((resolve) => setTimeout(resolve, event.ms, process.pid)),
  // Once the response is posted, and before it asks for the next invocation, the process stays for a while and kills itself.
  die: (event) => afterAnswer(() => {
    for (const end = Date.now() + event.ms; Date.now() < end; );
    process.kill(process.pid, 'SIGKILL');
  }),
  hang: () => afterAnswer(() => { for (;;); }),
  large: (event) => 'x'.repeat(event.bytes),
};
`;

const HANDLER = `
export const handler = async (event, context) => {
  calls += 1;
  return actions[event.do](event, context);
};
`;

export interface TestFunction {
  readonly configuration: FunctionConfiguration;
  remove(): Promise<void>;
}

/**
 * Writes a function into its own folder.
 *
 * @param init runs when the module is loaded
 */
export async function testFunction(
  change: Partial<FunctionConfiguration> = {},
  init = '',
  actions = '',
): Promise<TestFunction> {
  const taskRoot = await mkdtemp(join(tmpdir(), 'face-comparison-task-'));
  await writeFile(join(taskRoot, 'index.mjs'), `${init}\n${ACTIONS}\n${actions}\n${HANDLER}`);
  const configuration = {
    name: 'TestFunction',
    taskRoot,
    handler: 'index.handler',
    memoryMb: 512,
    timeoutMs: 5_000,
    environment: {},
    ...change,
  };
  return { configuration, remove: () => rm(taskRoot, { recursive: true, force: true }) };
}
