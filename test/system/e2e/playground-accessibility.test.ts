import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { noBrowser } from './browser.ts';
import { choose, compare, fillToken, jpegFile, type Playground, startPlayground } from './playground.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const IMAGES = join(ROOT, 'docs/images');
const DESKTOP = { viewport: { width: 1000, height: 800 } };
const PHONE = { viewport: { width: 390, height: 800 } };

type Scene = (page: Page, playground: Playground) => Promise<void>;
const compared =
  (sample: string): Scene =>
  async (page) => {
    await page.click(`[data-sample=${sample}]`);
    await compare(page);
  };

const unauthorized: Scene = async (page, { api }) => {
  await page.click('[data-sample=same]');
  await fillToken(page, await api.token({ expired: true }));
  await compare(page);
};
const unreadable: Scene = async (page) => {
  const files = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') };
  await page.click('[data-sample=none]');
  await page.locator('#compare:enabled').waitFor();
  await page.setInputFiles('#LivenessFace', files);
  await page.locator('.finding').waitFor();
  await compare(page);
};
const camera: Scene = async (page) => {
  await page.click('.picture:has(#LivenessFace) .shoot');
  await page.locator('#camera-message').filter({ hasText: 'does not allow' }).waitFor();
};

/** A close match: the samples have none, so the test changes the response of the service. */
const lookAlike: Scene = async (page) => {
  await page.route('**/Compare*', async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.result.matchingSimilarity = 0.75;
    json.result.details.falseMatchRate = 3.2e-5;
    await route.fulfill({ response, json });
  });
  await compared('same')(page, undefined as never);
  await page.locator('#warning').filter({ hasText: 'look-alike' }).waitFor();
};

/** Each state of the page. UPDATE_SCREENSHOTS=1 draws those with a name into docs/images again. */
const STATES: readonly [title: string, image: string | null, options: BrowserContextOptions, scene: Scene][] = [
  ['nothing chosen', null, DESKTOP, async () => {}],
  ['a match', 'playground', DESKTOP, compared('same')],
  ['several faces, dark', 'playground-dark', { ...DESKTOP, colorScheme: 'dark' }, compared('several')],
  ['no match, on a phone', 'playground-phone', PHONE, compared('different')],
  ['low quality, dark, on a phone', null, { ...PHONE, colorScheme: 'dark' }, compared('blurred')],
  ['a refusal', 'playground-refused', DESKTOP, unauthorized],
  ['no picture and no face, dark', 'playground-not-compared', { ...DESKTOP, colorScheme: 'dark' }, unreadable],
  ['no camera', null, DESKTOP, camera],
  ['a look-alike warning', null, DESKTOP, lookAlike],
];

const samePhoto: Scene = async (page) => {
  const selfie = readFileSync(join(ROOT, 'samples/selfie.jpg'));
  await choose(page, jpegFile(selfie, 'selfie.jpg'), jpegFile(selfie, 'document.jpg'));
  await compare(page);
};
const answeredWith =
  (status: number, headers: Record<string, string> = {}): Scene =>
  async (page) => {
    const body = JSON.stringify({ version: null, statusCode: status, messages: ['A message.'], result: null });
    await page.route('**/Compare*', (route) =>
      route.fulfill({ status, headers, contentType: 'application/json', body }),
    );
    await compared('same')(page, undefined as never);
  };
const tooLarge: Scene = async (page) => {
  const large = jpegFile(
    Buffer.concat([readFileSync(join(ROOT, 'samples/selfie.jpg')), Buffer.alloc(5_000_000)]),
    'large.jpg',
  );
  await choose(page, large, jpegFile(readFileSync(join(ROOT, 'samples/document.jpg')), 'document.jpg'));
  await compare(page);
};
const away: Scene = async (page) => {
  await page.route('**/Compare*', (route) => route.abort());
  await compared('same')(page, undefined as never);
};
const pointedAt: Scene = async (page, playground) => {
  await compared('several')(page, playground);
  // Not with the mouse, which is elsewhere once the screen has another size.
  await page.locator('.picture:has(#LivenessFace) .face').first().dispatchEvent('pointerenter');
};

/** States similar to those of the axe test above; they are only drawn. */
const DRAWN_ONLY: typeof STATES = [
  ['several faces, one pointed at', null, DESKTOP, pointedAt],
  ['one photo twice', null, DESKTOP, samePhoto],
  ['no face', null, DESKTOP, compared('none')],
  ['too large', null, DESKTOP, tooLarge],
  ['too many requests', null, DESKTOP, answeredWith(429, { 'retry-after': '2' })],
  ['service failed', null, DESKTOP, answeredWith(500)],
  ['service away', null, DESKTOP, away],
];
const STATES_DIR = join(ROOT, 'build/playground-states');
const SIZES = [
  [1280, 800],
  [1920, 1080],
  [390, 844],
] as const;

/** Draws the screen after a comparison, in three sizes, light and dark, for people to look at. */
async function drawSizes(page: Page, title: string): Promise<void> {
  mkdirSync(STATES_DIR, { recursive: true });
  for (const [width, height] of SIZES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      const name = `${title.replaceAll(/[^a-z]+/g, '-')}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: join(STATES_DIR, name) });
    }
  }
}

const draws = process.env.UPDATE_SCREENSHOTS === '1';

describeUnless(noModels ?? noBrowser, 'the playground, to axe', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await startPlayground();
  });
  afterAll(() => playground?.close());
  beforeEach(() => sleep(250));
  afterEach(() => {
    expect(playground.complaints).toEqual([]);
  });

  it.each(draws ? [...STATES, ...DRAWN_ONLY] : STATES)('has no fault with %s', async (title, image, options, scene) => {
    const page = await playground.open(options);
    await scene(page, playground);
    expect(await violations(page)).toEqual([]);
    // Nothing is wider than the screen.
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    if (draws && image !== null) await screenshot(page, image);
    if (draws) await drawSizes(page, title);
    await page.context().close();
  });

  it('can find a fault, so that finding none means something', async () => {
    const page = await playground.open();
    await page.locator('#token-summary').click();
    await page.evaluate('document.querySelector("label[for=token]").remove()');
    expect((await violations(page)).join()).toContain('label');
    await page.context().close();
  });
});

/** Returns rule and place of every violation that axe finds, its best practices included. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    'axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((it) => id + ": " + it.target)))',
  );
  return found as string[];
}

async function screenshot(page: Page, name: string): Promise<void> {
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
  // The current address means nothing to readers.
  await page.evaluate(
    'document.getElementById("curl").value = document.getElementById("curl").value.replace(location.host, "127.0.0.1:3000")',
  );
  // On a wide screen the rest is text: times, curl line, raw response. Without scale and messages the photos come last.
  const { width } = page.viewportSize() ?? DESKTOP.viewport;
  const height = Number(
    await page.evaluate(
      '["scale", "messages", "form"].map((id) => document.getElementById(id).getBoundingClientRect().bottom).find(Boolean)',
    ),
  );
  const clip = width > 500 ? { clip: { x: 0, y: 0, width, height } } : {};
  const png = await page.screenshot({ fullPage: true, ...clip });
  await sharp(png)
    .png({ palette: true, colours: 128, effort: 10 })
    .toFile(join(IMAGES, `${name}.png`));
}
