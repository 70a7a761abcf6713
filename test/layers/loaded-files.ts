import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

/** Runs in its own process: imports the bundle, asks for its health, prints all files that were loaded. */
const PROBE = `
import Module, { registerHooks } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
const loaded = new Set();
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) loaded.add(fileURLToPath(url));
    return next(url, context);
  },
});
process.stdout.write = () => true;
const { handler } = await import(pathToFileURL(process.argv[1] + '/index.mjs').href);
const requestContext = { requestId: 'probe', httpMethod: 'GET', resourcePath: '/health' };
const event = { httpMethod: 'GET', path: '/health', resource: '/health', headers: {}, multiValueHeaders: {},
  queryStringParameters: null, body: null, isBase64Encoded: false, requestContext };
const answer = await handler(event, { getRemainingTimeInMillis: () => 10000 });
// There is no audit store here, which health says too.
const { messages } = JSON.parse(answer.body);
if (messages.join() !== 'The last audit item could not be stored.') throw new Error('health is ' + messages);
for (const file of Object.keys(Module._cache)) loaded.add(file);
// Native libraries are loaded by the dynamic linker, known to the kernel alone.
for (const [, file] of readFileSync('/proc/self/maps', 'utf8').matchAll(/ (\\/.*)$/gm)) loaded.add(file);
console.error(JSON.stringify([...loaded]));
process.exit(0);
`;

/**
 * Starts the compare function of an assembled image, models and all, and returns which of its files were loaded as code.
 *
 * @param task the folder that becomes /var/task
 * @returns paths relative to it
 */
export async function loadedFiles(task: string): Promise<Set<string>> {
  const environment = { PATH: process.env.PATH, AUDIT_TABLE: 'none', AWS_REGION: 'eu-west-1' };
  const parameters = ['--input-type=module', '--eval', PROBE, task];
  const { stderr } = await promisify(execFile)(process.execPath, parameters, { cwd: task, env: environment });
  const lines = stderr.trim().split('\n');
  const files = JSON.parse(lines[lines.length - 1]!) as string[];
  const root = `${realpathSync(task)}/`;
  return new Set(files.filter((file) => file.startsWith(root)).map((file) => relative(root, join(file))));
}
