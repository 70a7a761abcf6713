import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { conformance } from '../../../lib/conformance/command.ts';

const TOKEN = 'eyJhbGciOiJub25lIn0.c2VjcmV0LXBheWxvYWQ.c2lnbmF0dXJl';

async function command(...args: string[]) {
  const written = { out: '', err: '' };
  const code = await conformance(args, {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
  });
  return { code, ...written };
}

describe('npm run conformance', () => {
  it.each([
    [[], "Required option '--base-url <url>' not specified"],
    [['--base-url', 'http://127.0.0.1:1'], "Required option '--token <token>' not specified"],
    [['--base-url', '127.0.0.1:1', '--token', TOKEN], 'Expected an http or https URL without query for --base-url.'],
    [['--base-url', 'http://127.0.0.1:1?x=1', '--token', TOKEN], 'for --base-url.'],
    [['--base-url', 'http://a:b@127.0.0.1:1', '--token', TOKEN], 'for --base-url.'],
    [['--base-url', 'http://127.0.0.1:1', '--token', `${TOKEN} ${TOKEN}`], 'without spaces for --token.'],
    [['--base-url', 'http://127.0.0.1:1', '--token', `${TOKEN}\r\nHost: x`], 'without spaces for --token.'],
    [['--base-url', 'http://127.0.0.1:1', TOKEN], "Required option '--token <token>' not specified"],
    [['--base-url', 'http://127.0.0.1:1', '--token', TOKEN, TOKEN], 'Expected 0 arguments but got 1.'],
    [[`--tokn=${TOKEN}`], "Unknown option '--tokn=…'"],
    [[`--json=${TOKEN}`], "Unknown option '--json=…'"],
    [['--tokn', TOKEN], "Unknown option '--tokn'"],
    [['--base-url', 'http://127.0.0.1:1', '--token', TOKEN, '--same', 'one.jpg'], 'Expected two files for --same.'],
    [
      ['--base-url', 'http://127.0.0.1:1', '--token', TOKEN, '--same', 'a', 'b', TOKEN],
      'Expected two files for --same.',
    ],
    [['--base-url', 'http://127.0.0.1:1', '--token', '--json'], 'Expected a value for --token'],
    [
      ['--base-url', 'http://127.0.0.1:1', '--token', TOKEN, '--same', 'no.jpg', 'no.jpg'],
      'no.jpg cannot be read: there is no such file.',
    ],
    [['--base-url', 'http://127.0.0.1:1', '--token', TOKEN, '--max-file-bytes', '9000000'], 'for --max-file-bytes'],
  ])('answers %j with usage and exit code 2, and repeats no token', async (args, message) => {
    const { code, out, err } = await command(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    for (const part of TOKEN.split('.')) expect(err).not.toContain(part);
  });

  it.each(['--help', '-h'])('prints its usage for %s', async (flag) => {
    const { code, out, err } = await command('--base-url', 'http://127.0.0.1:1', flag);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: npm run -s conformance /);
  });

  it('says which photo it cannot read', async () => {
    const here = import.meta.filename;
    const args = ['--base-url', 'http://127.0.0.1:1', '--token', TOKEN, '--different', here, here];
    const { code, err } = await command(...args);
    expect(code).toBe(2);
    expect(err).toContain('not a JPG, PNG, BMP or TIFF');
  });

  it('ends with exit code 3 where no server answers', async () => {
    const { code, out, err } = await command('--base-url', 'http://127.0.0.1:1', '--token', TOKEN);
    const message = 'Cannot connect to http://127.0.0.1:1 (ECONNREFUSED). Is the server running?\n';
    expect({ code, out, err }).toEqual({ code: 3, out: '', err: message });
  });

  it('ends with exit code 1 and a table where another server answers', async () => {
    const server = createServer((request, response) => {
      request.resume();
      request.on('end', () =>
        response.writeHead(200, { 'content-type': 'text/plain' }).end(request.headers.authorization),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const { code, out } = await command('--base-url', url, '--token', TOKEN, '--contract-only', '--skip-rate-limit');
      expect(code).toBe(1);
      expect(out).toMatch(/^group +check +scope +expected +found +ok\n/);
      expect(out).toMatch(/comparison +Content-Type +contract +application\/json +"text\/plain" +DEVIATION/);
      expect(out).toMatch(/\n\d+ checks: \d+ ok, \d+ deviations, \d+ skipped\n$/);
      expect(out).not.toContain(' ours ');
      for (const part of TOKEN.split('.')) expect(out).not.toContain(part);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
