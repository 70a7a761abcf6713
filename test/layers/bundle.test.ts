import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPackages, bundleFunction } from '../../layers/bundle.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('the bundle of the compare function', () => {
  let folder: string;
  let packages: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'face-comparison-bundle-'));
    const metafile = await bundleFunction(join(ROOT, 'lambda/compare/handler.ts'), join(folder, 'compare'));
    packages = bundledPackages(metafile).map((path) => path.replace('node_modules/', ''));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the JavaScript of sharp, and nothing that finds a library by its own place', () => {
    expect(packages).toEqual(expect.arrayContaining(['sharp', 'semver', 'detect-libc', '@img/colour']));
    expect(packages.filter((name) => /^(onnxruntime-|@img\/sharp-)/.test(name))).toEqual([]);
  });

  it('takes credentials from the environment and knows no other place', () => {
    const providers = packages.filter((name) => /credential-provider|nested-clients|token-providers/.test(name));
    expect(providers.sort()).toEqual(['@aws-sdk/credential-provider-env', '@aws-sdk/credential-provider-node']);
  });
});
