import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureFormat } from '../../lambda/face/picture/format.ts';
import { assemblePlayground, buildPage } from '../../layers/playground.ts';
import { ROOT } from '../../lib/cli/root.ts';
import packageJson from '../../package.json' with { type: 'json' };

describe('the assembled playground', () => {
  let folder: string;
  let page: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'face-comparison-playground-'));
    await assemblePlayground(join(folder, 'playground'));
    page = readFileSync(join(folder, 'playground', 'page.html'), 'utf8');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is a bundle and two pages; bundle and page are below 170 kB, the page below 70 kB compressed', () => {
    const files = readdirSync(join(folder, 'playground'));
    expect(files.sort()).toEqual(['index.mjs', 'page.html', 'reference.html']);
    const bytes = ['index.mjs', 'page.html'].map((file) => statSync(join(folder, 'playground', file)).size);
    expect(bytes.reduce((a, b) => a + b)).toBeLessThan(170_000);
    expect(gzipSync(page).length).toBeLessThan(70_000);
  });

  it('is the same to the byte when it is built again', async () => {
    expect(await buildPage()).toBe(page);
  });

  it('loads nothing: every address in it is its own or a name of a standard', () => {
    const addresses = [...page.matchAll(/https?:\/\/[^\s"'`\\)]+/g)].map(([address]) => address);
    expect(addresses.filter((address) => address !== 'http://www.w3.org/2000/svg')).toEqual([]);
    const sources = [...page.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, value]) => value!);
    expect(sources.filter((value) => !/^(data:|openapi\.json$|health$|reference$)/.test(value))).toEqual([]);
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

  it('shows programs that call the API, as docs/clients has them, and the version', () => {
    for (const file of ['compare.ts', 'compare.py', 'Compare.cs', 'Compare.java']) {
      const [, first = ''] = readFileSync(join(ROOT, 'docs/clients', file), 'utf8').split('\n');
      expect([file, page.includes(JSON.stringify(first).slice(1, -1)) || page.includes(first)]).toEqual([file, true]);
    }
    expect(page).toContain(`Face Comparison ${packageJson.version} `);
    expect(page).not.toContain('{version}');
  });

  it('has a reference with the renderer inside, its licence, and no other element that loads something', () => {
    const reference = readFileSync(join(folder, 'playground', 'reference.html'), 'utf8');
    expect(reference).toContain('SmartBear Software');
    expect(reference.match(/<script/g)!.length).toBeGreaterThan(0);
    const markup = reference.replace(/<(script|style)>.*?<\/\1>/gs, '<$1>');
    expect(markup.length).toBeLessThan(1_000);
    expect([...markup.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, value]) => value)).toEqual([
      'data:,',
      'openapi.json',
    ]);
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
