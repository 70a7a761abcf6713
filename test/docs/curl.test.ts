import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPARE_PATH, HEALTH_PATH, OAUTH_TOKEN_PATH } from '../../lambda/contract/fields.ts';
import { createHarness } from '../lambda/compare/harness.ts';
import { createHarness as createIssuerHarness, SECRET } from '../lambda/issuer/harness.ts';
import { lambdaContext } from '../support/events.ts';
import { allowed, type TestGateway, testGateway } from '../support/gateway.ts';
import { answerMistakes } from '../support/openapi.ts';
import { shellCommands } from './pages.ts';

const run = promisify(execFile);
/** Those to an API of this project; those to identity providers go to theirs. */
const CURL_LINES = shellCommands().filter(
  ({ command }) => command.startsWith('curl ') && /\$BASE_URL|127\.0\.0\.1/.test(command),
);

describe('curl lines in the pages', () => {
  let gateway: TestGateway;
  let dir: string;
  beforeAll(async () => {
    const harness = createHarness({ clock: Date.now });
    gateway = await testGateway();
    gateway.compare = (event) => harness.handler(event as never);
    const issuer = createIssuerHarness();
    gateway.issue = (event) => issuer.handler(event as never, lambdaContext());
    gateway.authorize = async (event) => {
      const { methodArn, authorizationToken } = event as { methodArn: string; authorizationToken: string };
      if (authorizationToken !== 'Bearer token-of-the-test') throw new Error('Unauthorized');
      return { ...allowed(methodArn), context: { client: 'demo', exp: Math.ceil(Date.now() / 1000) + 60 } };
    };
    dir = await mkdtemp(join(tmpdir(), 'face-curl-'));
    await mkdir(join(dir, 'samples'));
    for (const name of ['selfie.jpg', 'document.jpg']) await writeFile(join(dir, 'samples', name), name);
  });
  afterAll(async () => {
    await gateway.close();
    await rm(dir, { recursive: true });
  });

  it('are found', () => expect(CURL_LINES.length).toBeGreaterThanOrEqual(3));

  // curl -s prints nothing where a file is missing or nobody listens: the first mistake of a newcomer.
  it('show errors, and fail with the response', () => {
    const silent = CURL_LINES.filter(({ command }) => !/ -sS /.test(command) || !command.includes('--fail-with-body'));
    expect(silent).toEqual([]);
  });

  it.each(CURL_LINES)('get a 200: $where', async ({ command }) => {
    gateway.clock += 60_000;
    const line = command
      .replace('http://127.0.0.1:3000', gateway.url)
      .replace('$(npm run -s token)', 'token-of-the-test')
      .replace(/^curl /, "curl --silent --write-out '\\n%{http_code}' ");
    const env = {
      PATH: process.env.PATH,
      BASE_URL: gateway.url,
      TOKEN: 'token-of-the-test',
      APP_ID: 'APP1',
      APP_SECRET: SECRET,
    };
    const { stdout } = await run('sh', ['-c', line], { cwd: dir, env });
    const [body = '', status = ''] = stdout.split(/\n(?=\d+$)/);
    expect(status).toBe('200');
    const headers = { 'content-type': 'application/json', 'x-request-id': '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11' };
    const path = [HEALTH_PATH, OAUTH_TOKEN_PATH].find((each) => command.includes(each)) ?? COMPARE_PATH;
    const method = path === HEALTH_PATH ? 'GET' : 'POST';
    expect(answerMistakes(method, path, { status: 200, headers, body })).toEqual([]);
  });
});
