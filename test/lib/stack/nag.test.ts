import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { placeholderCode } from '../../../lib/local/template/synth.ts';
import { faceComparisonApp } from '../../../lib/stack/app.ts';
import { addChecks } from '../../../lib/stack/nag.ts';
import { EXAMPLE_STAGES } from '../../../lib/validate/example-stages.ts';

const EVERYTHING = {
  issuer: 'https://id.example.com/',
  audience: 'faces',
  jwksUri: 'https://id.example.com/keys',
  corsOrigins: 'https://a.example.com,https://b.example.com',
  clients: { acme: { rateLimit: 10, burstLimit: 20 } },
  provisionedConcurrency: 2,
  retentionDays: 30,
  architecture: 'arm64',
  domainName: 'faces.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b-2c3d',
  playground: true,
  deployment: 'canary10Percent5Minutes',
  alarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms',
  alarmEmail: 'ops@example.com',
  alarms: 'full',
  auditExport: true,
  monthlyBudgetUsd: 50,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'face-comparison-checks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const make = (context: object) =>
  faceComparisonApp(() => placeholderCode(folder), { outdir: join(folder, 'cdk.out'), context: { ...context } });

interface Finding {
  readonly rule: string;
  readonly construct: string;
}

type Acknowledged = Finding & { readonly reason: string };

/** What the constructs acknowledge, and the findings of cdk-nag when none of it is recorded. */
async function unacknowledged(context: object): Promise<{ found: Finding[]; acknowledged: Acknowledged[] }> {
  const acknowledged: Acknowledged[] = [];
  const spy = vi.spyOn(Validations, 'of').mockImplementation((scope) => {
    const acknowledge = (...rules: readonly { id: string; reason: string }[]) => {
      acknowledged.push(...rules.map(({ id, reason }) => ({ rule: id, reason, construct: scope.node.path })));
    };
    return { acknowledge } as unknown as Validations;
  });
  const { app } = await make(context).finally(() => spy.mockRestore());
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  // The message is the report itself or says where the report is, as the environment has it.
  expect(() => app.synth()).toThrow(/validation-report\.json/);
  const report = JSON.parse(readFileSync(join(folder, 'cdk.out', 'validation-report.json'), 'utf8'));
  const violations = report.pluginReports.flatMap((plugin: { violations: Violation[] }) => plugin.violations);
  const found = violations.flatMap(({ ruleName, violatingConstructs }: Violation) =>
    violatingConstructs.map(({ constructPath }) => ({ rule: ruleName, construct: constructPath })),
  );
  return { found, acknowledged };
}

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

describe('cdk-nag', () => {
  it.each([
    [
      'the default settings',
      {
        ...EVERYTHING,
        ...Object.fromEntries(Object.keys(EVERYTHING).map((key) => [key, ''])),
      },
    ],
    ['every setting', EVERYTHING],
  ])('finds nothing that is not acknowledged, with %s', async (_, context) => {
    const made = await make(context);
    addChecks(made);
    expect(() => made.app.synth()).not.toThrow();
  });

  const { issuer: _, audience: __, jwksUri: ___, ...builtIn } = EVERYTHING;
  it.each([
    ['every setting', builtIn],
    ['a private API', EXAMPLE_STAGES.private],
    ['a web ACL', EXAMPLE_STAGES['web ACL']],
  ])('would find every thing that is acknowledged, and nothing else, with %s', async (_, context) => {
    const { found, acknowledged } = await unacknowledged(context);
    const covers = (it: Acknowledged, finding: Finding) =>
      it.rule === finding.rule && `${finding.construct}/`.startsWith(`${it.construct}/`);
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(acknowledged.filter((it) => !found.some((finding) => covers(it, finding)))).toEqual([]);
    expect(found.filter((finding) => !acknowledged.some((it) => covers(it, finding)))).toEqual([]);
    for (const { reason } of acknowledged) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });
});

describe('a warning of the licence', () => {
  it.each([
    ['retail-0095', []],
    ['edgeface-xs', ['edgeface-xs']],
    ['combined', ['edgeface-xs']],
  ])('comes with pack %s where it is in dispute, and only there', async (pack, named) => {
    const made = await make({ ...EVERYTHING, pack, researchModels: pack !== 'retail-0095' });
    addChecks(made);
    const warnings = Annotations.fromStack(made.stack)
      .findWarning('*', Match.anyValue())
      .map(({ entry }) => String(entry.data))
      .filter((text) => text.includes('licence'));
    const found = warnings.flatMap((text) => /The licence of (\S+) is in dispute/.exec(text)?.[1] ?? []);
    expect(found).toEqual(named);
  });
});
