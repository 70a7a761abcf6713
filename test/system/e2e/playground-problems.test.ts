import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { OTHER_FORMATS } from '../../../lambda/contract/other-formats.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg } from '../../../lib/pictures/encode.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { send } from '../../support/gateway.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { noBrowser } from './browser.ts';
import {
  type ChosenFile,
  choose,
  compare,
  fillToken,
  jpegFile,
  outcome,
  type Playground,
  startPlayground,
} from './playground.ts';

describeUnless(noModels ?? noBrowser, 'the playground, when something is wrong', () => {
  let playground: Playground;
  let page: Page;
  let face: ChosenFile;
  beforeAll(async () => {
    playground = await startPlayground();
    face = jpegFile(await encodeJpeg(drawnFace({ seed: 6, size: 320, share: 0.6 })));
  });
  afterAll(() => playground?.close());
  beforeEach(async () => {
    // The rate limit applies.
    await sleep(250);
    page = await playground.open();
  });
  afterEach(async () => {
    await page.context().close();
    expect(playground.complaints).toEqual([]);
  });
  const finding = () => page.locator('.picture:has(#LivenessFace) .findings').textContent();
  const button = () => page.locator('#compare').textContent();

  it('tells a text file before it is sent, and shows what the service says of it', async () => {
    await choose(page, { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') }, face);
    expect(await finding()).toBe('The content of this file is not a JPG, PNG, BMP or TIFF image.');
    expect(await button()).toBe('Send anyway');
    const { kind, verdict, messages } = await compare(page);
    expect([kind, verdict]).toEqual(['undecided', 'Not compared']);
    // The message appears once, at the photo.
    expect(messages).toEqual([]);
    expect(await page.locator('.picture.faulty .state').textContent()).toMatch(
      /^The image is not a JPG, PNG, BMP or TIFF file but text\..* Reason: other-format\.$/,
    );
  });

  it('tells an empty file', async () => {
    await choose(page, { name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) }, face);
    expect(await finding()).toBe('This file is empty.');
    const { verdict, messages } = await compare(page);
    expect(verdict).toBe('400: the request is not valid');
    expect(messages).toEqual([expect.stringMatching(/^LivenessFace is empty\./)]);
  });

  it('says that AWS rejected an upload where a 413 is not from the service', async () => {
    await choose(page, face, face);
    // What API Gateway sends for a body above its own limit.
    const body = JSON.stringify({ message: 'Request Too Long' });
    await page.route(`**${COMPARE_PATH}*`, (route) =>
      route.fulfill({ status: 413, contentType: 'application/json', body }),
    );
    const { verdict, messages } = await compare(page);
    expect(verdict).toBe('413: too large');
    expect(messages).toEqual(['AWS rejected the upload before it reached the service. See the raw response.']);
    expect(await page.locator('#raw').textContent()).toContain('Request Too Long');
  });

  it('offers to shrink what is too large, shows the refusal of the service, and then compares', async () => {
    await choose(page, jpegFile(await noisyPortrait(1130), 'phone.png'), face);
    expect(await finding()).toMatch(/^This file is 4\.\d+ MB; the service accepts at most 4 MB\. Shrink it here$/);
    const refusal = await compare(page);
    expect(refusal.verdict).toBe('413: too large');
    expect(refusal.messages[0]).toMatch(/^LivenessFace .* at most 4,?000,?000 /);
    await sleep(250);
    await page.click('.finding button');
    const file = page.locator('.picture:has(#LivenessFace) .file');
    await file.filter({ hasText: 'Shrunk in this page from 4.' }).waitFor();
    expect(await file.textContent()).toMatch(/^phone-small\.jpg · JPG · 1130 × 1130 · /);
    expect([await finding(), await button()]).toEqual(['', 'Compare']);
    expect(await compare(page)).toMatchObject({ kind: 'match' });
  });

  it('offers to shrink the larger of two that are too large together', async () => {
    const [large, larger] = await Promise.all([noisyPortrait(880), noisyPortrait(900)]);
    await choose(page, jpegFile(large, 'a.png'), jpegFile(larger, 'b.png'));
    expect(await finding()).toBe('');
    const other = page.locator('.picture:has(#FaceFromDocument)');
    expect(await other.locator('.findings').textContent()).toMatch(/^Both photos together are 5\.\d+ MB; .* 4\.5 MB/);
    await other.locator('.finding button').click();
    await other.locator('.file').filter({ hasText: 'b-small.jpg' }).waitFor();
    expect(await button()).toBe('Compare');
  });

  it('converts a WebP image, which the service does not read', async () => {
    const webp = await asSharp(drawnFace({ seed: 6, size: 320, share: 0.6 }))
      .webp()
      .toBuffer();
    await choose(page, { name: 'me.webp', mimeType: 'image/webp', buffer: webp }, face);
    expect(await finding()).toMatch(/^This is a WebP image; .* Convert it here$/);
    await page.click('.finding button');
    const file = page.locator('.picture:has(#LivenessFace) .file');
    await file.filter({ hasText: 'Converted in this page from' }).waitFor();
    expect(await compare(page)).toMatchObject({ kind: 'match' });
  });

  it('says what to do with a HEIC photo that this browser cannot convert', async () => {
    const heic = Buffer.from('\0\0\0\x24ftypheic'.padEnd(400, '\0'), 'latin1');
    await choose(page, { name: 'IMG_0001.HEIC', mimeType: 'image/heic', buffer: heic }, face);
    expect(await finding()).toMatch(/^This is a HEIC photo; .* Convert it here$/);
    await page.click('.finding button');
    await page.locator('.finding').filter({ hasText: OTHER_FORMATS.heic.remedy }).waitFor();
    expect(await finding()).toMatch(/ This browser cannot do that\. Send it as a JPG; an iPhone takes JPG with /);
  });

  it.each([
    [
      'an expired token',
      { expired: true },
      /^This token expired \d+ (seconds|minutes?) ago\.$/,
      '401: the token is not accepted',
    ],
    [
      'a token for people',
      { external: false },
      /without External in the claim services\.$/,
      '403: the token is not for applications',
    ],
  ] as const)('tells %s before and after', async (_, options, note, verdict) => {
    await choose(page, face, face);
    await fillToken(page, await playground.api.token(options));
    expect(await page.locator('#token-note').textContent()).toMatch(note);
    const answer = await compare(page);
    expect([answer.kind, answer.verdict]).toEqual(['refused', verdict]);
    expect(answer.messages).toHaveLength(1);
    expect(await page.locator('#scale').isVisible()).toBe(false);
  });

  it('says so where there is no token', async () => {
    await choose(page, face, face);
    await fillToken(page, '');
    expect(await page.locator('#token-note').textContent()).toMatch(/^Paste the token of your application\./);
    expect((await compare(page)).verdict).toBe('401: the token is not accepted');
  });

  it('says when to come back where twelve requests at once are too many', async () => {
    const headers = { authorization: `Bearer ${await playground.api.token()}` };
    await choose(page, face, face);
    await sleep(1_200);
    let others: number[] = [];
    let answer = { verdict: '', explanation: '' };
    // On a slow machine eleven requests may take so long that the twelfth is let through; then the test tries again.
    for (let round = 0; round < 5 && !answer.verdict.startsWith('429'); round++) {
      const sent = Array.from({ length: 11 }, () => send(playground.api.url, COMPARE_PATH, { headers }));
      await page.locator('#compare:enabled').click();
      others = (await Promise.all(sent)).map(({ status }) => status);
      answer = await outcome(page);
    }
    expect(others).toContain(429);
    expect(answer.verdict).toBe('429: too many requests');
    expect(answer.explanation).toContain('Wait 1 second, then compare again.');
    await sleep(1_200);
    expect(await compare(page)).toMatchObject({ kind: 'match' });
  });

  it('says so where no answer comes', async () => {
    await choose(page, face, face);
    await page.context().setOffline(true);
    expect(await compare(page)).toMatchObject({ kind: 'refused', verdict: 'No response', messages: [] });
  });

  it('forgets an answer when another picture is chosen', async () => {
    await choose(page, face, face);
    await compare(page);
    await page.setInputFiles('#LivenessFace', { ...face, name: 'other.jpg' });
    await page.locator('.picture:has(#LivenessFace) .file').filter({ hasText: 'other.jpg' }).waitFor();
    expect(await page.locator('#outcome').isVisible()).toBe(false);
    expect(await page.locator('.face').count()).toBe(0);
  });

  // The last test: the database does not come back.
  describe('without a database for audit items', () => {
    it('says that the service failed, with the id to report', async () => {
      await playground.api.stopAudit();
      await choose(page, face, face);
      expect(await compare(page)).toMatchObject({
        kind: 'refused',
        verdict: '500: the service failed',
        messages: ['Unexpected server error.'],
      });
      expect(await page.locator('#facts').textContent()).toMatch(/Request id[0-9a-f-]{36}/);
    });
  });
});

/** Returns a face with noise that no PNG compresses well: about 3.3 bytes per pixel. */
async function noisyPortrait(size: number): Promise<Buffer> {
  const drawn = drawnFace({ seed: 6, size: 320, share: 0.6 });
  const { data } = await asSharp(drawn).resize(size, size).raw().toBuffer({ resolveWithObject: true });
  const random = seededRandom(1);
  for (let i = 0; i < data.length; i++) data[i] = Math.max(0, Math.min(255, data[i]! + random.between(-24, 24)));
  return asSharp({ width: size, height: size, data }).png({ compressionLevel: 1 }).toBuffer();
}
