import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadError, type DownloadOptions, downloadFile } from '../../../layers/models/download.ts';
import { etagOf, type Publisher, publishedFile, startPublisher, status, stopsAfter, wellBehaved } from './publisher.ts';
import { startRecordingProxy } from './recording-proxy.ts';

const CONTENT = randomBytes(200_000);
const FILE = publishedFile('model.bin', CONTENT);
/** The highest number that Linux gives to a process, and more. */
const ENDED_PROCESS = 4_194_305;

describe('a download', () => {
  let publisher: Publisher;
  let dir: string;
  let target: string;
  const download = (options: DownloadOptions = {}) =>
    downloadFile(FILE, target, { resolveUrl: publisher.resolveUrl, firstPause: 5, idleTimeout: 5_000, ...options });
  const leftOver = async (bytes: Buffer, validator?: string) => {
    const folder = join(dir, `model.bin.${ENDED_PROCESS}.partial`);
    await mkdir(folder);
    await writeFile(join(folder, 'bytes'), bytes);
    if (validator !== undefined) await writeFile(join(folder, 'validator'), validator);
  };
  /** Breaks the connection once these bytes have arrived. */
  const dropAt = (count: number): DownloadOptions => ({
    progress: (_, received) => {
      if (received === count) publisher.drop();
    },
  });
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
    await publisher.close();
    await rm(dir, { recursive: true });
  });

  it('fetches the whole file in one request and tells how far it is', async () => {
    const seen: number[] = [];
    await download({ progress: (_, received) => seen.push(received) });
    expectWhole();
    expect(publisher.asked).toHaveLength(1);
    expect(seen.at(-1)).toBe(CONTENT.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it('goes on where the connection broke', async () => {
    publisher.answers.push(stopsAfter(70_000));
    await download(dropAt(70_000));
    expectWhole();
    expect(publisher.asked[1]).toMatchObject({ range: 'bytes=70000-', ifRange: etagOf(CONTENT) });
    expect(publisher.asked).toHaveLength(2);
  });

  it('goes on where a process that has ended stopped', async () => {
    await leftOver(CONTENT.subarray(0, 123_456), etagOf(CONTENT));
    await download();
    expectWhole();
    expect(publisher.asked).toEqual([{ path: '/files/model.bin', range: 'bytes=123456-', ifRange: etagOf(CONTENT) }]);
  });

  it('keeps what it has when it gives up, for the next run', async () => {
    publisher.answers.push(stopsAfter(50_000));
    await expectRefused({ attempts: 1, ...dropAt(50_000) }, /the connection|terminated|closed/);
    expect(readdirSync(dir)).toEqual([`model.bin.${process.pid}.partial`]);
    await download();
    expectWhole();
    expect(publisher.asked[1]!.range).toBe('bytes=50000-');
  });

  it('does not touch what a running process is fetching', async () => {
    await mkdir(join(dir, `model.bin.${process.ppid}.partial`));
    await download();
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect(readdirSync(dir).toSorted()).toEqual(['model.bin', `model.bin.${process.ppid}.partial`]);
  });

  it('starts again when the publisher has another version by now', async () => {
    await leftOver(randomBytes(1000), '"an older version"');
    await download();
    expectWhole();
    expect(publisher.asked).toHaveLength(1);
  });

  it.each([
    ['spoilt bytes', randomBytes(1000)],
    ['more bytes than the file has', randomBytes(CONTENT.length + 10)],
    ['as many bytes as the file has, but others', randomBytes(CONTENT.length)],
  ])('starts again when a stopped download left %s', async (_, bytes) => {
    await leftOver(bytes);
    await download();
    expectWhole();
  });

  it('starts again when the server goes on at another byte', async () => {
    await leftOver(CONTENT.subarray(0, 1000), etagOf(CONTENT));
    publisher.answers.push((response, content) =>
      response.writeHead(206, { 'content-range': `bytes 0-${content.length - 1}/${content.length}` }).end(content),
    );
    await download();
    expectWhole();
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

  it.each([500, 503, 429, 408])('tries again after HTTP %i, and says so', async (code) => {
    publisher.answers.push(status(code), status(code));
    const retries: string[] = [];
    await download({ onRetry: (message, pause) => retries.push(`${message} ${pause}`) });
    expectWhole();
    expect(publisher.asked).toHaveLength(3);
    expect(retries).toEqual([5, 10].map((pause) => `${FILE.url} could not be fetched: HTTP ${code} ${pause}`));
  });

  it('waits as long as the server asks', async () => {
    publisher.answers.push(status(503, { 'retry-after': '1' }));
    const start = performance.now();
    await download();
    expect(performance.now() - start).toBeGreaterThan(990);
    expectWhole();
  });

  it('gives up after the last try', async () => {
    publisher.answers.push(status(500), status(500), status(500));
    await expectRefused({ attempts: 3 }, /HTTP 500$/);
    expect(publisher.asked).toHaveLength(3);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('leaves a server that falls silent, and goes on there', async () => {
    publisher.answers.push(stopsAfter(90_000));
    await download({ idleTimeout: 800 });
    expectWhole();
    expect(publisher.asked[1]!.range).toBe('bytes=90000-');
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
    await expectRefused({ attempts: 2 }, /ECONNREFUSED/);
    expect(readdirSync(dir)).toEqual([]);
    publisher = await startPublisher();
  });

  it.skipIf(!existsSync('/dev/full'))('says at once that no space is left, and leaves nothing', async () => {
    const folder = join(dir, `model.bin.${ENDED_PROCESS}.partial`);
    await mkdir(folder);
    await symlink('/dev/full', join(folder, 'bytes'));
    await expectRefused({}, /no space is left on the disk$/);
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
    await expectRefused({ attempts: 1, resolveUrl: () => 'https://publisher.invalid/files/model.bin' }, /.+/);
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
