import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadError, type DownloadOptions, downloadFile } from '../../../layers/models/download.ts';
import {
  type Answer,
  breaksAt,
  etagOf,
  type Publisher,
  publishedFile,
  startPublisher,
  status,
  stopsAt,
  wellBehaved,
} from './publisher.ts';
import { startRecordingProxy } from './recording-proxy.ts';

const CONTENT = randomBytes(200_000);
const FILE = publishedFile('model.bin', CONTENT);
/** Tries again without a pause. */
const AT_ONCE = { minTimeout: 0 };

describe('a download', () => {
  let publisher: Publisher;
  let dir: string;
  let target: string;
  const download = (options: DownloadOptions = {}) =>
    downloadFile(FILE, target, { resolveUrl: publisher.resolveUrl, retry: AT_ONCE, idleTimeout: 5_000, ...options });
  /** The file is there, whole, and nothing else. */
  const expectWhole = () => {
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect(readdirSync(dir)).toEqual(['model.bin']);
  };
  const expectRefused = async (options: DownloadOptions, message: RegExp) => {
    const error = await download(options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DownloadError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain(FILE.url);
    expect(existsSync(target)).toBe(false);
  };

  beforeEach(async () => {
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    vi.stubEnv('no_proxy', '127.0.0.1');
    publisher = await startPublisher();
    publisher.files.set('/files/model.bin', CONTENT);
    dir = await mkdtemp(join(tmpdir(), 'download-'));
    target = join(dir, 'model.bin');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await publisher.close();
    await rm(dir, { recursive: true });
  });

  it('fetches the whole file in one request', async () => {
    expect((await download()).equals(CONTENT)).toBe(true);
    expectWhole();
    expect(publisher.asked).toHaveLength(1);
  });

  it('goes on where the connection broke, as often as it takes', async () => {
    publisher.answers.push(breaksAt(70_000), breaksAt(90_000), breaksAt(90_001));
    await download();
    expectWhole();
    const resumed = [70_000, 90_000, 90_001].map((from) => ({
      path: '/files/model.bin',
      range: `bytes=${from}-${CONTENT.length - 1}`,
      ifMatch: etagOf(CONTENT),
    }));
    expect(publisher.asked.slice(1)).toEqual(resumed);
  });

  it('leaves nothing when the connection breaks each time', async () => {
    publisher.answers.push(...[10, 20, 30, 40, 50].map((percent) => breaksAt(percent * 2_000)));
    await expectRefused({}, /other side closed$/);
    expect(publisher.asked).toHaveLength(5);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('leaves nothing when the connection ends early and no size was announced', async () => {
    publisher.answers.push((response, content) => {
      response.writeHead(200, { connection: 'close', 'transfer-encoding': 'identity' });
      response.end(content.subarray(1));
    });
    await expectRefused({}, /the connection ended after 199999 of 200000 bytes$/);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('does not touch what another process is fetching', async () => {
    await mkdir(join(dir, `model.bin.${process.ppid}.partial`));
    await download();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect(readdirSync(dir).toSorted()).toEqual(['model.bin', `model.bin.${process.ppid}.partial`]);
  });

  it.each<[what: string, answer: Answer]>([
    ['has another version by now', status(412)],
    ['sends the whole file', (response, content) => response.writeHead(200).end(content)],
    [
      'goes on at another byte',
      (response, content) =>
        response
          .writeHead(206, { etag: etagOf(content), 'content-range': `bytes 0-${content.length - 1}/${content.length}` })
          .end(content),
    ],
  ])('starts again when the server, asked to go on, %s', async (_, answer) => {
    publisher.answers.push(breaksAt(1000), answer);
    await download();
    expectWhole();
    expect(publisher.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=1000-199999', undefined]);
  });

  it('starts again when the connection broke before the first byte', async () => {
    publisher.answers.push(breaksAt(0));
    await download();
    expectWhole();
  });

  it('reports the bytes that have come, the last time all of them', async () => {
    const reported: [number, number][] = [];
    await download({ progress: (...numbers) => reported.push(numbers) });
    expect(reported.map(([received]) => received)).toEqual(
      reported.map(([received]) => received).sort((a, b) => a - b),
    );
    expect(reported.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
  });

  it('follows a redirect', async () => {
    publisher.files.set('/elsewhere', CONTENT);
    publisher.answers.push(status(302, { location: '/elsewhere' }));
    await download();
    expectWhole();
    expect(publisher.asked.map(({ path }) => path)).toEqual(['/files/model.bin', '/elsewhere']);
  });

  it('refuses a corrupt file at once and keeps nothing of it', async () => {
    const corrupt = Buffer.from(CONTENT);
    corrupt[100_000]! ^= 1;
    publisher.files.set('/files/model.bin', corrupt);
    await expectRefused({}, new RegExp(`it has sha256 [0-9a-f]{64}, expected ${FILE.sha256}`));
    expect(publisher.asked).toHaveLength(1);
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([
    ['shorter', CONTENT.subarray(1)],
    ['longer', Buffer.concat([CONTENT, Buffer.from([0])])],
  ])('refuses a %s file by its announced size', async (_, content) => {
    publisher.files.set('/files/model.bin', content);
    await expectRefused({}, new RegExp(`it has ${content.length} bytes, expected 200000`));
    expect(readdirSync(dir)).toEqual([]);
  });

  it('stops at a byte too many where no size was announced', async () => {
    publisher.answers.push((response, content) => {
      response.writeHead(200);
      response.write(content);
      response.end(randomBytes(100_000));
    });
    await expectRefused({}, /more than the expected 200000 bytes came/);
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([404, 403, 410])('does not try again after HTTP %i', async (code) => {
    publisher.answers.push(status(code));
    await expectRefused({}, new RegExp(`HTTP ${code}$`));
    expect(publisher.asked).toHaveLength(1);
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([500, 503, 429, 408])('tries again after HTTP %i', async (code) => {
    publisher.answers.push(status(code), status(code));
    await download();
    expectWhole();
    expect(publisher.asked).toHaveLength(3);
  });

  it('waits half a second, then twice as long, or as long as the server asks', async () => {
    publisher.answers.push(status(503), status(503), status(503, { 'retry-after': '7' }));
    const { setTimeout } = globalThis;
    const waits: unknown[] = [];
    const isPause = (delay: unknown) => [500, 1000, 7000].includes(delay as number);
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, delay?: number, ...rest: []) => {
      if (isPause(delay)) waits.push(delay);
      return setTimeout(run, isPause(delay) ? 0 : delay, ...rest);
    }) as typeof setTimeout);
    await download({ retry: {} });
    expectWhole();
    expect(waits).toEqual([500, 1000, 7000]);
  });

  it('gives up after five tries', async () => {
    publisher.answers.push(...Array.from({ length: 6 }, () => status(500)));
    await expectRefused({}, /HTTP 500$/);
    expect(publisher.asked).toHaveLength(5);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('leaves a server that falls silent, and goes on there', async () => {
    publisher.answers.push(stopsAt(90_000));
    await download({ idleTimeout: 300 });
    expectWhole();
    expect(publisher.asked[1]!.range).toBe('bytes=90000-199999');
  });

  it('gives up on a server that never answers', async () => {
    publisher.answers.push(() => {});
    await expectRefused({ idleTimeout: 100, retry: { maxRetries: 0 } }, /Headers Timeout Error$/);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('bears with a server that is slow but steady', async () => {
    publisher.answers.push(async (response, content) => {
      response.writeHead(200, { 'content-length': content.length });
      for (let at = 0; at < content.length; at += 40_000) {
        response.write(content.subarray(at, at + 40_000));
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      response.end();
    });
    await download({ idleTimeout: 1_000 });
    expectWhole();
    expect(publisher.asked).toHaveLength(1);
  });

  it('says that a server cannot be reached', async () => {
    await publisher.close();
    await expectRefused({}, /ECONNREFUSED/);
    expect(readdirSync(dir)).toEqual([]);
    publisher = await startPublisher();
  });

  it.skipIf(!existsSync('/dev/full'))('ends with the error of the system when no space is left', async () => {
    const folder = join(dir, `model.bin.${process.pid}.partial`);
    await mkdir(folder);
    await symlink('/dev/full', join(folder, 'model.bin'));
    await expect(download()).rejects.toThrow('ENOSPC');
    expect(publisher.asked).toHaveLength(1);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('goes through the proxy of HTTP_PROXY', async () => {
    const proxy = await startRecordingProxy(publisher.url);
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    vi.stubEnv('http_proxy', proxy.url);
    await download({ resolveUrl: (url) => url });
    expectWhole();
    expect(proxy.asked).toEqual([FILE.url]);
    await proxy.close();
  });

  it('asks the proxy of HTTPS_PROXY for the publisher, and keeps to NO_PROXY', async () => {
    const proxy = await startRecordingProxy(publisher.url);
    vi.stubEnv('https_proxy', proxy.url);
    await expectRefused({ resolveUrl: () => 'https://publisher.invalid/files/model.bin' }, /.+/);
    expect(proxy.asked).toEqual(['publisher.invalid:443']);
    await download();
    expectWhole();
    expect(proxy.asked).toHaveLength(1);
    await proxy.close();
  });

  it('asks for bytes as they are, not compressed', async () => {
    let encoding: string | undefined;
    publisher.answers.push((response, content, request) => {
      encoding = request.headers['accept-encoding'] as string;
      wellBehaved(response, content, request);
    });
    await download();
    expect(encoding).toBe('identity');
  });
});
