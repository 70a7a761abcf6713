import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPackages, bundleFunction } from '../../layers/bundle.ts';
import { ROOT } from '../../lib/cli/root.ts';

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

  it('starts without what nobody needs of Node.js: fetch, web sockets, HTTP/2', async () => {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'compare', 'node_modules'), 'dir');
    const script = `import(${JSON.stringify(join(folder, 'compare/index.mjs'))}).then(() => {
      console.error(JSON.stringify(process.moduleLoadList));
      process.exit(0);
    });`;
    const env = { AUDIT_TABLE: 'audit', AWS_REGION: 'eu-west-1', MODELS_DIR: '/no/such/folder' };
    const { stderr } = await promisify(execFile)(process.execPath, ['--eval', script], { env });
    const modules = JSON.parse(stderr) as string[];
    expect(modules).toContain('NativeModule https');
    expect(modules.filter((name) => /undici|http2/.test(name))).toEqual([]);
  });

  it('leaves the check of the manifest to the assembly of the image', () => {
    expect(packages).not.toContain('valibot');
  });

  it('takes credentials from the environment and knows no other place', () => {
    const providers = packages.filter((name) => /credential-provider|nested-clients|token-providers/.test(name));
    expect(providers.sort()).toEqual(['@aws-sdk/credential-provider-env', '@aws-sdk/credential-provider-node']);
  });
});
