import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Why tests in a browser cannot run here, or `null`. */
export const noBrowser = existsSync(CHROMIUM) ? null : `there is no Chromium at ${CHROMIUM} (CHROMIUM_PATH)`;

/** Starts a headless browser that sends no requests except those of the test. Its camera shows a moving test image. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      // Tests may run as root, for whom Chromium's own sandbox does not start; it opens our own pages only.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
    ],
  });
}
