import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Manifest, packModels } from '../../../lambda/face/models/manifest.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { FaceComparison } from '../../../lib/stack/face-comparison.ts';
import { packagedCode } from '../../../lib/stack/packaged-code.ts';

const manifest = JSON.parse(readFileSync(join(ROOT, 'layers/models/manifest.json'), 'utf8')) as Manifest;
const { pack, models } = packModels(manifest, 'retail-0095');
const IMAGE = { processor: 'x86_64', pack: 'retail-0095' } as const;

let root: string;
const put = (file: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), '');
  chmodSync(join(root, file), 0o644);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'face-comparison-packaged-'));
  put('assets/authorizer/index.mjs');
  for (const file of [...models.map((model) => model.file), pack.calibration]) {
    put(`assets/image-x86_64/task/models/${file}`);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the code of a package', () => {
  it('lies next to its JavaScript, with an image for each processor', () => {
    expect(packagedCode(root, IMAGE)).toEqual({
      image: join(root, 'assets/image-x86_64'),
      authorizer: join(root, 'assets/authorizer'),
      issuer: join(root, 'assets/issuer'),
      playground: join(root, 'assets/playground'),
      catchAll: join(root, 'assets/catch-all'),
    });
  });

  it('has to hold the image, and each model and the calibration of the pack', () => {
    expect(() => packagedCode(root, { ...IMAGE, processor: 'arm64' })).toThrow('This package has no image for arm64');
    expect(() => packagedCode(root, { ...IMAGE, calibration: 'mine.json' })).toThrow(
      'This package has no calibration/mine.json, which pack retail-0095 needs here',
    );
    for (const file of [...models.map((model) => model.file), pack.calibration]) {
      rmSync(join(root, 'assets/image-x86_64/task/models', file));
      expect(() => packagedCode(root, IMAGE)).toThrow(`This package has no ${file}, which`);
      put(`assets/image-x86_64/task/models/${file}`);
    }
  });

  it('has to be readable by the user of Lambda, whatever the umask of the person who installed it', () => {
    chmodSync(join(root, 'assets/authorizer/index.mjs'), 0o600);
    expect(() => packagedCode(root, IMAGE)).toThrow(
      `Expected files that every user may read, because Lambda runs functions as its own user: chmod -R a+rX ${root}`,
    );
  });

  it('is not in a checkout, where code has to be given', () => {
    expect(() => new FaceComparison(new Stack(), 'Faces')).toThrow(
      /^Expected code, the folders .+ only a package brings them\.$/,
    );
  });
});
