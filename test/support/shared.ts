import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from 'vitest';
import { DEFAULT_PACK, packModels, readManifest } from '../../lambda/face/models/manifest.ts';
import { MODELS_DIR } from '../../layers/models/fetch.ts';
import { ROOT } from '../../lib/cli/root.ts';

/** The folder next to the checkout with models and real photos. Never commit any of it. */
export const SHARED_DIR = resolve(ROOT, '../shared');
export const FACES_DIR = join(SHARED_DIR, 'faces');
export const PORTRAITS_DIR = join(FACES_DIR, 'portraits');

const { models } = packModels(await readManifest(MODELS_DIR), DEFAULT_PACK);
const missingModel = models.find((model) => !existsSync(join(MODELS_DIR, model.file)));

/** Why tests on the real models cannot run here, or `null`. */
export const noModels = missingModel === undefined ? null : `${missingModel.file} is not in layers/models`;
/** Why tests on real photos cannot run here, or `null`. */
export const noFaces = existsSync(PORTRAITS_DIR) ? noModels : 'there are no photos in ../shared/faces';

/**
 * `describe` for tests that need files that may be absent: the title says why a test is skipped. The test fails instead if
 * `REQUIRE_SHARED=1` says that nothing may be absent, as CI does.
 *
 * @param reason `noModels`, `noFaces` or `null`
 */
export function describeUnless(reason: string | null, title: string, tests: () => void): void {
  if (process.env.QUICK === '1') {
    describe(title, () => {
      throw new Error(
        'A quick test needs no models, photos or browser. Name what the file uses in NEEDS_MORE of vitest.config.ts.',
      );
    });
  } else if (reason === null) {
    describe(title, tests);
  } else if (process.env.REQUIRE_SHARED === '1') {
    describe(title, () => {
      throw new Error(`REQUIRE_SHARED=1, but ${reason}`);
    });
  } else {
    describe.skip(`${title} (skipped: ${reason})`, tests);
  }
}

/** Returns the bytes of one of the photos in `../shared/faces/portraits`. */
export function portrait(name: string): Buffer {
  return readFileSync(join(PORTRAITS_DIR, name));
}
