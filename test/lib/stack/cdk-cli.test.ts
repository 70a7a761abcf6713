import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import { localTemplate } from '../../../lib/local/template/synth.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { type Any, changed } from './rules/template-access.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'face-comparison-cdk-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the CDK CLI as on a machine without credentials, without network to AWS and without Docker. */
async function cdk(...parameters: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const bin = join(ROOT, 'node_modules', '.bin');
  const environment = {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    DOCKER_HOST: 'tcp://127.0.0.1:9',
    CI: 'true',
  };
  const script = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const all = [script, ...parameters, '--output', join(folder, 'cdk.out'), '--no-notices'];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, all, { cwd: ROOT, env: environment });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

describeUnless(noModels, 'the CDK CLI', () => {
  it('synthesizes the stack offline, and compares it with a deployed template', async () => {
    const synth = await cdk('synth', '--quiet', '-c', 'rateLimit=2');
    expect(synth).toMatchObject({ code: 0 });
    expect(synth.stdout + synth.stderr).toContain(
      'Not compared with the deployed stack: there are no AWS credentials.',
    );

    const file = join(folder, 'cdk.out', 'FaceComparison.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8'));
    expect(withoutCode(template)).toEqual(withoutCode(await localTemplate({ rateLimit: 2 })));

    const same = await cdk('diff', '--template', file, '--app', join(folder, 'cdk.out'));
    expect(same).toMatchObject({ code: 0 });
    expect(same.stdout + same.stderr).toContain('Number of stacks with differences: 0');

    const other = join(folder, 'other.json');
    const slower = changed(template, 'AWS::ApiGateway::UsagePlan', (it) => {
      it.Throttle.RateLimit = 1;
    });
    writeFileSync(other, JSON.stringify(slower));
    const differs = await cdk('diff', '--template', other, '--app', join(folder, 'cdk.out'));
    expect(differs.stdout + differs.stderr).toMatch(/RateLimit.*Number of stacks with differences: 1/s);
  });

  it('says every mistake in the settings and makes nothing', async () => {
    const { code, stdout, stderr } = await cdk('synth', '-c', 'treshold=0.8', '-c', 'memory=1');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no setting treshold. Did you mean threshold?\nExpected an integer between 512');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
  });
});

/**
 * A template without what names the functions' code by its hash, without the CLI's notes on construct paths, and without
 * the hashes of both in the names of the version and the deployment.
 */
function withoutCode(template: Any): unknown {
  const text = JSON.stringify(template, (key, value) => (['Code', 'Metadata'].includes(key) ? undefined : value));
  return JSON.parse(
    text.replaceAll(/((?:ApiRestApiDeployment|CompareFunctionCurrentVersion)\w{8})[0-9a-f]{32}/g, '$1'),
  );
}
