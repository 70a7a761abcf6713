import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { UsageError } from '../../../lib/cli/command.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { readLoadOptions } from '../../../lib/load/options.ts';

describe('npm run load', () => {
  let server: Server;
  const seen: { path: string | undefined; authorization: string | undefined; bytes: number; type: string }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on('end', () => {
        const { authorization, 'content-type': type = '' } = request.headers;
        seen.push({ path: request.url, authorization, bytes, type });
        response.statusCode = seen.length % 4 === 0 ? 429 : 200;
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('sends comparisons to any address and tells of its answers, but not of the token', async () => {
    const { port } = server.address() as AddressInfo;
    const args = [
      '--base-url',
      `http://127.0.0.1:${port}/v1/`,
      '--token',
      'secret-token',
      '--rate',
      '8',
      '--duration',
      '1',
    ];
    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        ['bin/load.ts', ...args, '--burst', '4', '--json', '-'],
        { cwd: ROOT },
        (_, out, err) => resolve({ stdout: out, stderr: err }),
      );
    });
    const { rates, seconds, requestBytes } = JSON.parse(stdout.slice(stdout.indexOf('\n{\n')));
    expect(rates[0]).toMatchObject({ requests: 12, statuses: { 200: 9, 429: 3 }, limitedShare: 0.25 });
    expect(rates[0].compared.p50).toBeGreaterThan(0);
    expect(seen).toHaveLength(12);
    expect(seen[0]).toMatchObject({
      path: `/v1${COMPARE_PATH}`,
      authorization: 'Bearer secret-token',
      type: expect.stringMatching(/^multipart\/form-data; boundary=/),
    });
    expect(seen[0]!.bytes).toBeGreaterThan(20_000);
    // The pairs of the benchmark, in turns.
    expect(new Set(seen.map(({ bytes }) => bytes)).size).toBe(3);
    expect(stdout).toContain(`http://127.0.0.1:${port}/v1, 1 s each, ${(requestBytes / 1e3).toFixed(0)} kB a request`);
    expect(seconds).toBe(1);
    expect(stdout + stderr).not.toContain('secret-token');
  });

  it('ends with exit code 1 where requests left late, after the table', async () => {
    const { port } = server.address() as AddressInfo;
    // A thousand connections cannot be opened within milliseconds.
    const burst = [
      '--rate',
      '1',
      '--duration',
      '1',
      '--burst',
      '1000',
      '--liveness',
      'LICENSE',
      '--document',
      'LICENSE',
    ];
    const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        ['bin/load.ts', '--base-url', `http://127.0.0.1:${port}/v1`, '--token', 't', ...burst],
        { cwd: ROOT },
        (error, out, err) => resolve({ code: error?.code, stdout: out, stderr: err }),
      );
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^1, burst 1000 \* +1001 /m);
    expect(stderr).toMatch(/Sent more than \d+ ms late/);
  });

  it.each([
    [['--token', 't']],
    [['--base-url', 'ftp://x', '--token', 't']],
    [['--base-url', 'http://x']],
    [['--base-url', 'http://x', '--token', 't', '--rate', '0']],
    [['--base-url', 'http://x', '--token', 't', '--rate', '1,fast']],
    [['--base-url', 'http://x', '--token', 't', '--rate', '100000', '--duration', '60']],
    [['--base-url', 'http://x', '--token', 't', '--liveness', 'a.jpg']],
  ])('refuses %j', (args) => {
    expect(() => readLoadOptions(args)).toThrow(UsageError);
  });

  it('repeats no token that it refuses', () => {
    const read = () => readLoadOptions(['--base-url', 'http://x', '--token', 'secret token']);
    expect(read).toThrow('Expected a token without spaces for --token.');
  });

  it('takes several rates', () => {
    const { rates, baseUrl } = readLoadOptions(['--base-url', 'http://x/', '--token', 't', '--rate', '1,2.5, 10']);
    expect([rates, baseUrl]).toEqual([[1, 2.5, 10], 'http://x']);
  });
});
