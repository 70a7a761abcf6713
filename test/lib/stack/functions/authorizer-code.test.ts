import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizerCode } from '../../../../lib/stack/functions/authorizer-code.ts';
import type { ClientRate } from '../../../../lib/stack/settings/checks.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'face-comparison-authorizer-'));
  writeFileSync(join(folder, 'index.mjs'), '// the bundle');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Synthesizes a function with the code, and returns what its asset holds. */
function deployed(clients: Readonly<Record<string, ClientRate>>): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'face-comparison-authorizer-out-'));
  try {
    const app = new App({ outdir, builtinCloudFormationValidation: false });
    const stack = new Stack(app, 'Stack');
    new LambdaFunction(stack, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: authorizerCode(stack, folder, clients),
    });
    app.synth();
    const asset = join(outdir, readdirSync(outdir).find((name) => name.startsWith('asset.')) ?? 'none');
    return Object.fromEntries(readdirSync(asset).map((file) => [file, readFileSync(join(asset, file), 'utf8')]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

describe('the code of the authorizer', () => {
  it('has the clients with their limits next to the bundle', () => {
    expect(deployed({ bank: { rateLimit: 10, burstLimit: 20 } })).toEqual({
      'clients.json': '{"bank":"10/20"}',
      'index.mjs': '// the bundle',
    });
  });

  it('is the bundle alone without clients, which stays as it was', () => {
    expect(deployed({})).toEqual({ 'index.mjs': '// the bundle' });
    expect(readdirSync(folder)).toEqual(['index.mjs']);
  });
});
