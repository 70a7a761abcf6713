import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SettingsError } from '../../../lambda/errors/settings-error.ts';
import { UsageError } from '../../../lib/cli/command.ts';
import { cfnLint } from '../../../lib/validate/cfn-lint.ts';
import { validate } from '../../../lib/validate/command.ts';
import { EXAMPLE_STAGES } from '../../../lib/validate/example-stages.ts';
import { validationReport } from '../../../lib/validate/report.ts';
import type { Template } from '../../../lib/validate/rules/template.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-comparison-lint-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

const TEMPLATE: Template = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };

/** Puts a program called cfn-lint on the PATH, alone with the shell. */
async function installed(script: string): Promise<void> {
  const bin = await mkdtemp(join(folder, 'bin-'));
  await writeFile(join(bin, 'cfn-lint'), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, 'cfn-lint'), 0o755);
  vi.stubEnv('PATH', `${bin}:/usr/bin:/bin`);
}

const versioned = (rest: string) => `[ "$1" = --version ] && echo "cfn-lint 1.51.0" && exit 0\n${rest}`;
const FOUND = JSON.stringify([
  {
    Level: 'Error',
    Message: 'too large',
    Rule: { Id: 'E3697' },
    Location: { Path: ['Resources', 'Topic', 'Properties'] },
  },
  { Level: 'Warning', Message: 'redundant', Rule: { Id: 'W3005' }, Location: { Path: null } },
]);

describe('cfn-lint', () => {
  it('is not run where it is not installed', async () => {
    vi.stubEnv('PATH', folder);
    expect(await cfnLint(TEMPLATE)).toBeNull();
  });

  it("is not npm's tool of that name", async () => {
    await installed('[ "$1" = --version ] && echo 1.9.7 && exit 0\nexit 1');
    expect(await cfnLint(TEMPLATE)).toBeNull();
  });

  it('gets the template, and its errors are told without its warnings', async () => {
    await installed(versioned(`grep -q AWS::SNS::Topic "$5" || exit 9\necho '${FOUND}'\nexit 2`));
    expect(await cfnLint(TEMPLATE)).toEqual({
      version: '1.51.0',
      errors: ['E3697 Resources/Topic/Properties: too large'],
    });
  });

  it('has found nothing where its exit code is 0', async () => {
    await installed(versioned('exit 0'));
    expect(await cfnLint(TEMPLATE)).toEqual({ version: '1.51.0', errors: [] });
  });

  it('that breaks is no check that passed', async () => {
    await installed(versioned('echo "Traceback: no module" >&2\nexit 1'));
    await expect(cfnLint(TEMPLATE)).rejects.toThrow('cfn-lint failed: Traceback: no module');
  });
});

describe('npm run validate', () => {
  it('prints what it checked, also that cfn-lint was not run', async () => {
    vi.stubEnv('PATH', folder);
    let printed = '';
    const code = await validate(['-c', 'monitoring=false'], (text) => {
      printed += text;
    });
    expect(code).toBe(0);
    expect(printed).toMatch(/^Stack FaceComparison\S*, \d+ resources\n/);
    expect(printed).toMatch(/^Schemas of CloudFormation and \d+ rules: nothing that AWS would reject$/m);
    expect(printed).toMatch(/^cdk-nag: nothing that is not acknowledged$/m);
    expect(printed).toMatch(/^cfn-lint: not installed, not run\. /m);
    expect(printed).toMatch(/^ {2}CT\.APIGATEWAY\.PR\.1 /m);
    // There is no alarm without monitoring.
    expect(printed).not.toContain('CT.CLOUDWATCH.PR.1');
  });

  it('fails at what cfn-lint finds, and prints JSON', async () => {
    await installed(versioned(`echo '${FOUND}'\nexit 2`));
    let printed = '';
    const code = await validate(['--json'], (text) => {
      printed += text;
    });
    expect(code).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({
      findings: [],
      nag: [],
      controls: expect.arrayContaining([expect.objectContaining({ rule: 'CT.LAMBDA.PR.3' })]),
      cfnLint: { version: '1.51.0', errors: [expect.stringMatching(/^E3697/)] },
    });
  });

  it('checks every example stage, each with cfn-lint', async () => {
    await installed(versioned(`grep -q AWS::EC2::SecurityGroup "$5" || exit 0\necho '${FOUND}'\nexit 2`));
    let printed = '';
    const code = await validate(['--examples'], (text) => {
      printed += text;
    });
    expect(code).toBe(1);
    const titles = [...printed.matchAll(/^Example stage (.+):$/gm)].map(([, name]) => name);
    expect(titles).toEqual(Object.keys(EXAMPLE_STAGES));
    expect(printed.match(/^cfn-lint 1\.51\.0: no error$/gm)).toHaveLength(titles.length - 1);
    expect(printed.match(/^cfn-lint 1\.51\.0: 1 found\n {2}E3697/gm)).toHaveLength(1);
  });

  it('refuses unknown options and settings', async () => {
    await expect(validate(['--fast'], () => {})).rejects.toThrow(UsageError);
    await expect(validate(['-c', 'treshold=1'], () => {})).rejects.toThrow(SettingsError);
  });
});

describe('the report', () => {
  it('has a line for each finding', () => {
    const finding = { rule: 'lambda-memory', resource: 'Compare', property: 'MemorySize', message: 'Expected less.' };
    const stage = { stackName: 'Faces', template: TEMPLATE, findings: [finding], nag: [], controls: [] };
    const text = validationReport(stage, { version: '1', errors: [] });
    expect(text).toMatch(/rules: 1 found\n {2}lambda-memory Compare: Expected less\.\n/);
    expect(text).toContain('AWS Control Tower: no proactive control rejects anything');
  });
});
