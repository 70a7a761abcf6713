import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg, encodePng, encodeTiff } from '../../../lib/pictures/encode.ts';
import { samplePhoto } from '../../../lib/pictures/sample-photos.ts';
import { encodeBmp24 } from '../../support/bmp/bmp-encoder.ts';
import { describeUnless, noFaces, noModels, portrait } from '../../support/shared.ts';
import { noBrowser } from './browser.ts';
import { choose, compare, drop, fillToken, jpegFile, outcome, type Playground, startPlayground } from './playground.ts';

const FACE = drawnFace({ seed: 6, size: 320, share: 0.6, light: 0.3 });
const SAME = drawnFace({ seed: 6, size: 300, share: 0.5, light: -0.4 });

describeUnless(noModels ?? noBrowser, 'the playground', () => {
  let playground: Playground;
  let face: Buffer;
  let same: Buffer;
  let another: Buffer;
  beforeAll(async () => {
    playground = await startPlayground();
    [face, same, another] = await Promise.all([encodeJpeg(FACE), encodeJpeg(SAME), samplePhoto('other-person.jpg')]);
  });
  afterAll(() => playground?.close());
  // The rate limit applies.
  beforeEach(() => sleep(250));
  afterEach(() => {
    expect(playground.complaints).toEqual([]);
  });

  describeUnless(noFaces, 'on photos', () => {
    it('says that two dropped photos of one person match', async () => {
      const page = await playground.open();
      await drop(page, 'LivenessFace', jpegFile(portrait('obama.jpg'), 'selfie.jpg'));
      await drop(page, 'FaceFromDocument', jpegFile(portrait('obama2.jpg'), 'document.jpg'));
      expect(await compare(page)).toMatchObject({
        kind: 'match',
        verdict: 'Match',
        messages: [],
      });
      expect(await page.locator('.overlay .chosen').count()).toBe(2);
      await page.context().close();
    });

    it('says that photos of two people do not', async () => {
      const page = await playground.open();
      await choose(page, jpegFile(portrait('obama.jpg')), jpegFile(portrait('biden.jpg')));
      expect(await compare(page)).toMatchObject({ kind: 'different', verdict: 'No match' });
      await page.context().close();
    });
  });

  it.each([
    ['same', 'match', 'Match'],
    ['different', 'different', 'No match'],
    ['several', 'match', 'Match'],
    ['none', 'undecided', 'Not compared'],
    ['blurred', 'undecided', expect.stringContaining('in low quality')],
  ])('has drawn faces to try: %s', async (sample, kind, verdict) => {
    const page = await playground.open();
    await page.click(`[data-sample=${sample}]`);
    expect(await compare(page)).toMatchObject({ kind, verdict });
    if (sample === 'several') {
      expect(await page.locator('.picture:has(#FaceFromDocument) .face').count()).toBe(2);
      expect(await page.locator('.picture:has(#FaceFromDocument) .chosen').count()).toBe(1);
      expect(await page.locator('.picture:has(#FaceFromDocument) .checklist li').count()).toBe(5);
      // Pointing at a face shows how similar each face of the other photo is; a tap opens no dialog.
      const [raw, best] = [page.locator('#raw'), page.locator('#similarity b')];
      const { similarities } = JSON.parse((await raw.inputValue()).replace(/^[^{]*/, '')).result.details;
      await page
        .locator('.picture:has(#LivenessFace) .face rect:not(.halo)')
        .first()
        .click({ position: { x: 20, y: 20 } });
      const shown = await page.locator('.picture:has(#FaceFromDocument) .pair').allTextContents();
      expect(shown).toHaveLength(2);
      expect(shown).toContain(await best.textContent());
      for (const [i, text] of shown.entries()) expect(Math.abs(Number(text) - similarities[0][i])).toBeLessThan(0.001);
      expect(await page.locator('#facts').textContent()).toContain(`Similarity of 2 pairs of faces1 and `);
      // Every language has a program for this address.
      for (const language of ['TypeScript', 'Python', 'C#', 'Java']) {
        await page.getByLabel(language, { exact: true }).check();
        expect(await page.locator('#curl').inputValue()).toContain(`BASE_URL=${playground.api.url} TOKEN=`);
      }
    }
    await page.context().close();
  });

  it('shows similarity, threshold and time, the raw answer, and what a threshold of one’s own would decide', async () => {
    const page = await playground.open();
    await choose(page, jpegFile(face), jpegFile(another));
    await compare(page);
    const raw = await page.locator('#raw').inputValue();
    const answer = JSON.parse(raw.slice(raw.indexOf('{')));
    const similarity: number = answer.result.matchingSimilarity;
    expect(Math.abs(Number(await page.locator('#similarity b').textContent()) - similarity)).toBeLessThan(0.001);
    expect(answer.result.details.threshold).toBe(0.7);
    expect(await page.locator('.deployed').textContent()).toBe('threshold 0.7');
    expect(raw).toMatch(/^HTTP 200\nx-request-id: [0-9a-f-]{36}\n/);
    expect(await page.locator('#facts').textContent()).toMatch(/\d+ ms in all, \d+ ms until the first byte/);
    expect(await page.locator('#own-verdict').textContent()).toMatch(/^At 0\.70: no match\. About 1 in 10,000 /);
    await page.locator('#threshold').fill('0.4');
    expect(await page.locator('#own-verdict').textContent()).toMatch(
      /^At 0\.40: match\. .*The service decided: no match\.$/,
    );
    await page.context().close();
  });

  it('gives a curl line that does the same, whatever the files are called', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'face-playground-'));
    const names = ['it\'s "me"; $HOME,x.jpg', 'back\\slash `id` &.jpg'] as const;
    try {
      for (const [i, content] of [face, same].entries()) writeFileSync(join(folder, names[i as 0 | 1]), content);
      const page = await playground.open();
      await choose(page, jpegFile(face, names[0]), jpegFile(same, names[1]));
      await compare(page);
      const line = await page.locator('#curl').inputValue();
      const token = await playground.api.token();
      expect(line).toContain('$TOKEN');
      await page.check('#with-token');
      const withToken = await page.locator('#curl').inputValue();
      expect(withToken).toContain('Bearer eyJ');
      for (const command of [line, withToken]) {
        await sleep(250);
        const options = { cwd: folder, env: { PATH: process.env.PATH, TOKEN: token } };
        const { stdout } = await promisify(execFile)('sh', ['-c', command], options);
        expect(JSON.parse(stdout).result).toMatchObject({ isFaceMatch: true, status: 'Success' });
      }
      await page.context().close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('shows a picture upright as the service sees it, and draws the face where it is', async () => {
    const turned = await asSharp(FACE)
      .resize(320, 240)
      .rotate(270)
      .jpeg({ quality: 92 })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const page = await playground.open();
    await choose(page, jpegFile(turned, 'turned.jpg'), jpegFile(same));
    await compare(page);
    const picture = page.locator('.picture:has(#LivenessFace)');
    expect(await picture.locator('.overlay').getAttribute('viewBox')).toBe('0 0 240 320');
    const shown = (await page.evaluate(
      '(({ naturalWidth: w, naturalHeight: h }) => [w, h])(document.querySelector(".picture img"))',
    )) as number[];
    expect(shown).toEqual([240, 320]);
    expect(await picture.locator('.chosen').count()).toBe(1);
    await page.context().close();
  });

  it.each([
    ['BMP', 'image/bmp', () => encodeBmp24(FACE), true],
    ['PNG', 'image/png', () => encodePng(FACE), true],
    ['TIFF', 'image/tiff', () => encodeTiff(FACE), false],
  ] as const)('takes a %s, and says so where browsers cannot show it', async (format, mimeType, encode, shows) => {
    const page = await playground.open();
    const buffer = Buffer.from(await encode());
    await choose(page, { name: `face.${format.toLowerCase()}`, mimeType, buffer }, jpegFile(same));
    const picture = page.locator('.picture:has(#LivenessFace)');
    expect(await picture.locator('.file').textContent()).toContain(`${format} · 320 × 320`);
    expect(await picture.locator('img').isVisible()).toBe(shows);
    expect(await picture.locator('.no-preview').isVisible()).toBe(!shows);
    expect(await compare(page)).toMatchObject({ kind: 'match' });
    expect(await picture.locator('.chosen').count()).toBe(shows ? 1 : 0);
    await page.context().close();
  });

  it('works by keyboard, tells what happens, and moves to the outcome', async () => {
    const page = await playground.open();
    await page.locator('[data-sample=same]').focus();
    await page.keyboard.press('Enter');
    await page.locator('#compare:enabled').waitFor();
    const order: unknown[] = [];
    for (let i = 0; i < 15; i++) {
      order.push(
        await page.evaluate(
          'document.activeElement.dataset.sample ?? (document.activeElement.id || document.activeElement.className)',
        ),
      );
      await page.keyboard.press('Tab');
    }
    const picture = (field: string) => [field, 'shoot', 'remove'];
    expect(order).toEqual([
      ...['same', 'different', 'several', 'none', 'blurred', 'swap', 'clear'],
      ...picture('LivenessFace'),
      ...picture('FaceFromDocument'),
      ...['token-summary', 'compare'],
    ]);
    await page.keyboard.press('Control+Enter');
    await outcome(page);
    await page
      .locator('#live')
      .filter({ hasText: /^Match\. / })
      .waitFor({ state: 'attached' });
    expect(await page.evaluate('document.activeElement.id')).toBe('outcome');
    await page.context().close();
  });

  it.each([
    [1280, 800],
    [1920, 1080],
    [390, 844],
  ])(
    'shows the verdict and both faces on one screen of %i x %i, the compared faces enlarged',
    async (width, height) => {
      const page = await playground.open({ viewport: { width, height } });
      await page.locator('[data-sample=several]').click();
      await page.locator('#compare:enabled').waitFor();
      await compare(page);
      const shown = [
        '#verdict',
        '#similarity',
        '.picture:has(#LivenessFace) .frame',
        '.picture:has(#FaceFromDocument) .frame',
      ];
      for (const selector of [...shown, '.crop >> nth=0', '.crop >> nth=1']) {
        const { x, y, width: w, height: h } = (await page.locator(selector).boundingBox())!;
        expect([selector, x >= 0, y >= 0, x + w <= width, y + h <= height]).toEqual([selector, true, true, true, true]);
      }
      // Not blank: the crop has the colours of a face.
      const colours = await page.evaluate(`Array.from(document.querySelectorAll('.crop'), (crop) =>
      new Set(crop.getContext('2d').getImageData(0, 0, crop.width, crop.height).data).size)`);
      for (const count of colours as number[]) expect(count).toBeGreaterThan(50);
      expect(await page.locator('.picture:has(#FaceFromDocument) .overlay text').allTextContents()).toEqual(
        expect.arrayContaining(['1', '2']),
      );
      await page.context().close();
    },
  );

  it('warns of one photograph sent twice, swaps the pictures and clears both', async () => {
    const page = await playground.open();
    await choose(page, jpegFile(face, 'selfie.jpg'), jpegFile(face, 'document.jpg'));
    expect(await compare(page)).toMatchObject({ kind: 'match' });
    expect(await page.locator('#warning').textContent()).toContain('copies of one photo');
    await page.locator('#swap').click();
    await page.locator('.picture:has(#LivenessFace) .file').filter({ hasText: 'document.jpg' }).waitFor();
    await page.locator('.picture:has(#FaceFromDocument) .file').filter({ hasText: 'selfie.jpg' }).waitFor();
    expect(await page.locator('#outcome').isVisible()).toBe(false);
    await page.locator('#clear').click();
    await page.locator('#compare:disabled').waitFor();
    expect(await page.locator('.frame img:visible').count()).toBe(0);
    await page.context().close();
  });

  it('takes a token with its scheme, folds it while it is valid, and opens the files at a click on a frame', async () => {
    const page = await playground.open();
    expect(await page.locator('#token').isVisible()).toBe(false);
    await fillToken(page, `Bearer ${await playground.api.token()}`);
    expect(await page.locator('#token').inputValue()).toMatch(/^eyJ/);
    const chooser = page.waitForEvent('filechooser');
    await page.locator('.picture:has(#LivenessFace) .frame').click();
    await (await chooser).setFiles(jpegFile(face, 'clicked.jpg'));
    await page.locator('.picture:has(#LivenessFace) .file').filter({ hasText: 'clicked.jpg' }).waitFor();
    await page.context().close();
  });

  it('compares at the stage that its own address has', async () => {
    const page = await playground.open({}, '/v1/playground');
    const asked = page.waitForRequest(/Compare/);
    await choose(page, jpegFile(face), jpegFile(same));
    expect(await compare(page)).toMatchObject({ kind: 'match' });
    expect((await asked).url()).toBe(`${playground.api.url}/v1/ExtFaceComparison/Compare?details=true`);
    expect(await page.locator('nav a').first().getAttribute('href')).toBe('reference');
    await page.context().close();
  });

  it('has a reference of the API that asks no other origin for anything', async () => {
    const page = await playground.open({}, '/v1/playground');
    // The renderer is 2 MB of script: a busy machine takes long over it.
    await page.goto(`${playground.api.url}/v1/reference`, { waitUntil: 'commit', timeout: 90_000 });
    await page.locator('.opblock-summary-path').first().waitFor({ timeout: 90_000 });
    expect(await page.locator('.opblock-summary-path').allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('ExtFaceComparison')]),
    );
    await page.context().close();
  });

  it('takes a pasted picture for the one that is missing', async () => {
    const page = await playground.open();
    await page.setInputFiles('#LivenessFace', jpegFile(face));
    await page.evaluate(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob('${same.toString('base64')}'), (it) => it.charCodeAt(0))], 'pasted.jpg'));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true }));
    })()`);
    await page.locator('.picture:has(#FaceFromDocument) .file').filter({ hasText: 'pasted.jpg' }).waitFor();
    expect(await compare(page)).toMatchObject({ kind: 'match' });
    await page.context().close();
  });

  describe('the camera', () => {
    it('takes a picture where it is allowed, and is off afterwards', async () => {
      const page = await playground.open({ permissions: ['camera'] });
      await page.click('.picture:has(#LivenessFace) .shoot');
      await page.locator('#camera-shoot:enabled').click();
      const file = page.locator('.picture:has(#LivenessFace) .file');
      await file.filter({ hasText: 'selfie.jpg · JPG · ' }).waitFor();
      expect(await page.evaluate('document.getElementById("camera-view").srcObject')).toBeNull();
      await page.context().close();
    });

    it('says what to do where it is not', async () => {
      const page = await playground.open({ permissions: [] });
      await page.click('.picture:has(#FaceFromDocument) .shoot');
      const message = page.locator('#camera-message').filter({ hasText: 'does not allow' });
      await message.waitFor();
      expect(await message.textContent()).toContain('Allow it in the settings of this site, or choose a file.');
      expect(await page.locator('#camera-shoot').isEnabled()).toBe(false);
      await page.keyboard.press('Escape');
      expect(await page.locator('#camera').isVisible()).toBe(false);
      await page.context().close();
    });
  });

  it('keeps nothing: no storage, no cookie, no address of a picture', async () => {
    const page = await playground.open();
    await page.evaluate(`(() => {
      globalThis.alive = new Set();
      const [create, revoke] = [URL.createObjectURL, URL.revokeObjectURL];
      URL.createObjectURL = (it) => { const url = create(it); alive.add(url); return url; };
      URL.revokeObjectURL = (url) => { alive.delete(url); revoke(url); };
    })()`);
    await choose(page, jpegFile(face), jpegFile(same));
    await choose(page, jpegFile(same, 'b.jpg'), jpegFile(face, 'a.jpg'));
    await compare(page);
    expect(await page.evaluate('alive.size')).toBe(2);
    for (const button of await page.locator('.remove').all()) await button.click();
    await expect.poll(() => page.evaluate('alive.size')).toBe(0);
    const kept = 'Promise.all([localStorage.length, sessionStorage.length, indexedDB.databases(), caches.keys()])';
    expect(await page.evaluate(kept)).toEqual([0, 0, [], []]);
    expect(await page.context().cookies()).toEqual([]);
    await page.context().close();
  });
});
