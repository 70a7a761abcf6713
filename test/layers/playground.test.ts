import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureFormat } from '../../lambda/face/picture/format.ts';
import { assemblePlayground, buildPage } from '../../layers/playground.ts';

describe('the assembled playground', () => {
  let folder: string;
  let page: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'face-comparison-playground-'));
    await assemblePlayground(join(folder, 'playground'));
    page = readFileSync(join(folder, 'playground', 'page.html'), 'utf8');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is a bundle and a page, together below 150 kB, the page below 60 kB compressed', () => {
    const files = readdirSync(join(folder, 'playground'));
    expect(files.sort()).toEqual(['index.mjs', 'page.html']);
    const bytes = files.map((file) => statSync(join(folder, 'playground', file)).size);
    expect(bytes.reduce((a, b) => a + b)).toBeLessThan(150_000);
    expect(gzipSync(page).length).toBeLessThan(60_000);
  });

  it('is the same to the byte when it is built again', async () => {
    expect(await buildPage()).toBe(page);
  });

  it('loads nothing: every address in it is its own or a name of a standard', () => {
    const addresses = [...page.matchAll(/https?:\/\/[^\s"'`\\)]+/g)].map(([address]) => address);
    expect(addresses.filter((address) => address !== 'http://www.w3.org/2000/svg')).toEqual([]);
    const sources = [...page.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, value]) => value!);
    expect(sources.filter((value) => !/^(data:|openapi\.json$|health$)/.test(value))).toEqual([]);
  });

  it('has one script and one style, and neither handlers nor styles in its elements', () => {
    const markup = page.replace(/<(script|style)>.*?<\/\1>/gs, '<$1>');
    expect(markup.match(/<script/g)).toHaveLength(1);
    expect(markup.match(/<style/g)).toHaveLength(1);
    expect(markup).not.toMatch(/\s(on\w+|style)=/);
  });

  it('holds faces that were drawn, as JPEG', () => {
    const pictures = [...page.matchAll(/"?(one|oneAgain|another)"?:\s*"([A-Za-z0-9+/=]{1000,})"/g)];
    expect(pictures.map(([, name]) => name)).toEqual(['one', 'oneAgain', 'another']);
    for (const [, , base64] of pictures) expect(pictureFormat(Buffer.from(base64!, 'base64'))).toBe('jpeg');
  });

  it('serves the page with the bundle alone', async () => {
    const { handler } = await import(join(folder, 'playground', 'index.mjs'));
    const event = { httpMethod: 'GET', headers: {}, requestContext: { requestId: 'r' } };
    const { statusCode, body } = await handler({ ...event, resource: '/playground' });
    expect([statusCode, body.startsWith('<!doctype html>')]).toEqual([200, true]);
    const description = JSON.parse((await handler({ ...event, resource: '/openapi.json' })).body);
    expect(description.paths).toHaveProperty(['/ExtFaceComparison/Compare']);
  });
});
