import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../../lib/pictures/encode.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { noBrowser } from './browser.ts';
import { type ChosenFile, choose, drop, jpegFile, type Playground, startPlayground } from './playground.ts';

describeUnless(noModels ?? noBrowser, 'the playground, where pictures come from', () => {
  let playground: Playground;
  let page: Page;
  let face: ChosenFile;
  beforeAll(async () => {
    playground = await startPlayground();
    face = jpegFile(await encodeJpeg(drawnFace({ seed: 6, size: 320, share: 0.6 })));
  });
  afterAll(() => playground?.close());
  beforeEach(async () => {
    page = await playground.open({ permissions: ['camera'] });
  });
  afterEach(async () => {
    await page.context().close();
    expect(playground.complaints).toEqual([]);
  });
  const selfie = (part: string) => page.locator(`.picture:has(#LivenessFace) ${part}`);

  describe('a file that cannot be read', () => {
    const unreadable = `Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'))`;
    const expectNone = async () => {
      await selfie('.findings').filter({ hasText: 'This file cannot be read.' }).waitFor();
      expect(await selfie('img').isVisible()).toBe(false);
      expect(await selfie('.remove').isVisible()).toBe(false);
      expect(await selfie('.file').textContent()).toBe('');
      expect(await page.locator('#compare').isEnabled()).toBe(false);
      expect(await page.locator('#compare').textContent()).toBe('Compare');
    };

    it('is not kept when it is chosen, and the one before is not shown for it', async () => {
      await choose(page, face, face);
      await page.evaluate(unreadable);
      await page.setInputFiles('#LivenessFace', { ...face, name: 'gone.jpg' });
      await expectNone();
    });

    it('is not kept when it is dropped', async () => {
      await choose(page, face, face);
      await page.evaluate(unreadable);
      await drop(page, 'LivenessFace', face, 'This file cannot be read.');
      await expectNone();
    });

    it('is told from a service that is away when it was deleted after it was chosen', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'face-playground-'));
      const path = join(folder, 'deleted.jpg');
      await writeFile(path, face.buffer);
      await choose(page, face, face);
      await page.setInputFiles('#LivenessFace', path);
      await selfie('.file').filter({ hasText: 'deleted.jpg' }).waitFor();
      await rm(folder, { recursive: true });
      await page.click('#compare');
      await expectNone();
      expect(await page.locator('#outcome').isVisible()).toBe(false);
    });
  });

  describe('a camera that is opened again while permission is asked for', () => {
    const wait = `(() => {
      const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      globalThis.asked = [];
      globalThis.given = [];
      navigator.mediaDevices.getUserMedia = (wanted) => new Promise((resolve, reject) => asked.push({
        allow: () => real(wanted).then((stream) => { given.push(stream); resolve(stream); }),
        refuse: () => reject(new DOMException('no', 'NotAllowedError')),
      }));
    })()`;
    const openTwice = async () => {
      await page.evaluate(wait);
      await selfie('.shoot').click();
      await page.keyboard.press('Escape');
      await selfie('.shoot').click();
      await expect.poll(() => page.evaluate('asked.length')).toBe(2);
      await page.evaluate('asked[1].allow()');
      await page.locator('#camera-shoot:enabled').waitFor();
    };
    const expectSecond = async () => {
      const shown = 'document.getElementById("camera-view").srcObject === given[0] && given[0].active';
      expect(await page.evaluate(shown)).toBe(true);
      expect(await page.locator('#camera-message').isVisible()).toBe(false);
      await page.click('#camera-shoot');
      await selfie('.file').filter({ hasText: 'selfie.jpg' }).waitFor();
      expect(await page.evaluate('given.some(({ active }) => active)')).toBe(false);
    };

    it('shows the second one when the first is allowed late, which is stopped', async () => {
      await openTwice();
      await page.evaluate('asked[0].allow()');
      await expect.poll(() => page.evaluate('given[1].active')).toBe(false);
      await expectSecond();
    });

    it('shows the second one when the first is refused late', async () => {
      await openTwice();
      await page.evaluate('asked[0].refuse()');
      await expectSecond();
    });
  });
});
