import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { PLAYGROUND_PATH } from '../../../lambda/contract/fields.ts';
import { type RealApi, startRealApi } from '../../support/real-api.ts';
import { startBrowser } from './browser.ts';

/** A file as a person chooses it. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** The playground of a real API in a real browser. */
export interface Playground {
  readonly api: RealApi;
  /** What a page must not do: requests to other origins, policy violations, errors. Empty if it does none of them. */
  readonly complaints: string[];
  /** Opens a new page with no photo chosen; its token is filled in. */
  open(options?: BrowserContextOptions, path?: string): Promise<Page>;
  close(): Promise<void>;
}

export async function startPlayground(): Promise<Playground> {
  const api = await startRealApi();
  const browser: Browser = await startBrowser();
  const complaints: string[] = [];
  return {
    api,
    complaints,
    open: async (options = {}, path = PLAYGROUND_PATH) => {
      // A page that scrolls smoothly to its result delays clicks.
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(`${api.url}/`) && !/^(blob|data):/.test(url)) complaints.push(`request to ${url}`);
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        // Chromium logs every response of 4xx and 5xx, and every request without network.
        const expected = message.text().startsWith('Failed to load resource');
        if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(message.text());
      });
      await page.goto(`${api.url}${path}`);
      // Not with a function in the page: repeated, it would be `eval`, which the page's policy forbids.
      await page.locator('#token-note').filter({ hasText: 'valid for' }).waitFor();
      return page;
    },
    close: async () => {
      await browser.close();
      await api.close();
    },
  };
}

export function jpegFile(buffer: Buffer, name = 'picture.jpg'): ChosenFile {
  return { name, mimeType: 'image/jpeg', buffer };
}

/** Chooses a selfie and a document. */
export async function choose(page: Page, selfie: ChosenFile, document: ChosenFile): Promise<void> {
  for (const [field, file] of [
    ['LivenessFace', selfie],
    ['FaceFromDocument', document],
  ] as const) {
    await page.setInputFiles(`#${field}`, file);
    await page.locator(`.picture:has(#${field}) .file`).filter({ hasText: file.name }).waitFor();
  }
}

/** Types a token. The card that holds it is folded while there is a valid one. */
export async function fillToken(page: Page, token: string): Promise<void> {
  if (!(await page.locator('#token').isVisible())) await page.locator('#token-card summary').click();
  await page.fill('#token', token);
}

/** Drops a file on one of the two images, as from a window of files. @param expected what the page then says of it */
export async function drop(page: Page, field: string, file: ChosenFile, expected = file.name): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const bytes = Uint8Array.from(atob(${JSON.stringify(file.buffer.toString('base64'))}), (it) => it.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], ${JSON.stringify(file.name)}, { type: ${JSON.stringify(file.mimeType)} }));
    return transfer;
  })()`);
  await page.dispatchEvent(`.picture:has(#${field}) .frame`, 'drop', { dataTransfer });
  await page.locator(`.picture:has(#${field})`).filter({ hasText: expected }).waitFor();
}

/** What a page says after a comparison. */
export interface Outcome {
  /** `match`, `different`, `undecided` or `refused` */
  readonly kind: string;
  readonly verdict: string;
  readonly explanation: string;
  readonly messages: readonly string[];
}

/** Presses the button, whatever its label, and waits for the response. */
export async function compare(page: Page): Promise<Outcome> {
  await page.locator('#compare:enabled').click();
  return outcome(page);
}

export async function outcome(page: Page): Promise<Outcome> {
  await page.locator('#outcome:not(.stale)').waitFor();
  return {
    kind: (await page.locator('#outcome').getAttribute('data-kind')) ?? '',
    verdict: (await page.locator('#verdict').textContent()) ?? '',
    explanation: (await page.locator('#explanation').textContent()) ?? '',
    messages: await page.locator('#messages li').allTextContents(),
  };
}
