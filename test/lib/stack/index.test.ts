import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import { placeholderCode } from '../../../lib/local/template/synth.ts';
import * as surface from '../../../lib/stack/index.ts';
import { MEMBERS, useEverything } from './surface.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-comparison-surface-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Names in the braces of the imports or exports of a file, of types too. */
const namesIn = (file: string, clause: RegExp): string[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(clause)].flatMap(([, names = '']) =>
    names.split(',').flatMap((name) => name.replace(/\btype\b/, '').trim() || []),
  );

describe('what the package exports', () => {
  it('is used by the type test, name by name, so that the type test breaks where a name goes', () => {
    const exported = namesIn('lib/stack/index.ts', /export (?:type )?\{([^}]+)\}/g);
    const used = namesIn(
      'test/lib/stack/surface.ts',
      /import (?:type )?\{([^}]+)\} from '[./]+lib\/stack\/index\.ts'/g,
    );
    expect(exported).toEqual(expect.arrayContaining(Object.keys(surface)));
    expect(used.sort()).toEqual(exported.sort());
  });

  it('has an exact list of members for each type that has members', () => {
    const exported = namesIn('lib/stack/index.ts', /export (?:type )?\{([^}]+)\}/g);
    // A list of words, which has none.
    expect(Object.keys(MEMBERS)).toHaveLength(exported.filter((name) => name !== 'DeploymentKind').length);
  });

  it('is what the type test says when it runs, too', () => {
    const stack = new Stack(new App({ outdir: join(folder, 'cdk.out') }), 'Stack');
    const exposed = useEverything(stack, placeholderCode(folder));
    expect(exposed.api).toBeInstanceOf(RestApi);
    expect(exposed.baseUrl).toMatch(/^https:/);
    expect(exposed.auditTable).toBeInstanceOf(TableV2);
    expect(exposed.compareFunction).toBeInstanceOf(LambdaFunction);
    expect(exposed.alarms.ServerErrors).toBeInstanceOf(Alarm);
    expect(exposed.anyAlarm).toBeNull();
    for (const metric of exposed.metrics) expect(metric).toBeInstanceOf(Metric);
  });
});
