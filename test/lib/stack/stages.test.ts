import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import { placeholderCode } from '../../../lib/local/template/synth.ts';
import { faceComparisonApp } from '../../../lib/stack/app.ts';
import type { Any } from './rules/template-access.ts';

const STAGES = ['dev', 'staging', 'prod'] as const;

interface Synthesized {
  readonly terminationProtection: boolean | undefined;
  readonly name: string;
  readonly environment: string;
  readonly template: Any;
}

let folder: string;
let stages: Record<(typeof STAGES)[number], Synthesized>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'face-comparison-stages-'));
  const made = await Promise.all(STAGES.map(async (stage) => [stage, await synthesized(stage)] as const));
  stages = Object.fromEntries(made) as typeof stages;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function synthesized(stage: string): Promise<Synthesized> {
  const outdir = join(folder, stage);
  const { app, stack } = await faceComparisonApp(
    () => placeholderCode(outdir),
    { outdir: join(outdir, 'cdk.out'), builtinCloudFormationValidation: false, context: { stage } },
    join(ROOT, 'examples/settings'),
  );
  const artifact = app.synth().getStackByName(stack.stackName);
  const { terminationProtection } = artifact;
  return {
    terminationProtection,
    name: artifact.stackName,
    environment: artifact.environment.name,
    template: artifact.template,
  };
}

/**
 * Properties with a name that must be the only one of its kind in an account and Region:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html. Those of API Gateway may repeat,
 * but are how people and CloudWatch tell APIs apart; values of API keys may not.
 */
const NAMES = /^(\w*Name|AliasName|Value)$/;
const NAMED_TYPES = [
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::UsagePlan',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::DynamoDB::GlobalTable',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
];
/** Names of what the alarm looks at, and of its dimensions. */
const NOT_ITS_OWN = new Set(['MetricName', 'IndexName', 'AttributeName']);

function names(template: Any): string[] {
  return Object.values<Any>(template.Resources)
    .filter(({ Type }) => NAMED_TYPES.includes(Type))
    .flatMap(({ Type, Properties = {} }) =>
      Object.entries(Properties)
        .filter(([key]) => NAMES.test(key) && !NOT_ITS_OWN.has(key))
        .filter(([, value]) => typeof value === 'string')
        .map(([key, value]) => `${Type} ${key} ${value}`),
    );
}

describe('stages', () => {
  it('are stacks of their own', () => {
    expect(STAGES.map((stage) => stages[stage].name)).toEqual([
      'FaceComparison-dev',
      'FaceComparison-staging',
      'FaceComparison',
    ]);
  });

  it('stay side by side in one account and Region, since no name is that of another', () => {
    const all = STAGES.flatMap((stage) => names(stages[stage].template));
    // Of each stage at least the API, its usage plan and the value of its key.
    expect(all.length).toBeGreaterThanOrEqual(STAGES.length * 3);
    expect(new Set(all).size).toBe(all.length);
  });

  it('have the settings of their files', () => {
    const retention = (stage: (typeof STAGES)[number]) =>
      Object.values<Any>(stages[stage].template.Resources).find((it) => it.Properties?.PackageType === 'Image')
        .Properties.Environment.Variables.RETENTION_DAYS;
    expect(STAGES.map(retention)).toEqual(['7', '30', '365']);
  });

  it('are protected from deletion where their files say so', () => {
    expect(STAGES.map((stage) => stages[stage].terminationProtection ?? false)).toEqual([false, false, true]);
  });

  it('have metrics and alarms of their own', () => {
    const alarms = (stage: (typeof STAGES)[number]) =>
      Object.values<Any>(stages[stage].template.Resources)
        .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
        .map(({ Properties }) => Properties);
    const own = (stage: (typeof STAGES)[number]) =>
      new Set(alarms(stage).flatMap(({ Namespace }) => (Namespace.startsWith('AWS/') ? [] : Namespace)));
    expect([...own('staging')]).toEqual(['FaceComparison-staging']);
    expect([...own('prod')]).toEqual(['FaceComparison']);
    const written = (stage: (typeof STAGES)[number]) =>
      Object.values<Any>(stages[stage].template.Resources).find((it) => it.Properties?.PackageType === 'Image')
        .Properties.Environment.Variables.METRICS_NAMESPACE;
    expect(STAGES.map(written)).toEqual(['FaceComparison-dev', 'FaceComparison-staging', undefined]);
  });

  it('go to the account and Region that their files pin, and elsewhere to those of the credentials', () => {
    expect(STAGES.map((stage) => stages[stage].environment)).toEqual([
      'aws://unknown-account/unknown-region',
      'aws://111111111111/eu-central-1',
      'aws://222222222222/eu-central-1',
    ]);
  });
});
