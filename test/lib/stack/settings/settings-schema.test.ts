import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../../../lib/stack/settings/checks.ts';
import { readSetting } from '../../../../lib/stack/settings/read-settings.ts';
import { SETTINGS, type Setting } from '../../../../lib/stack/settings/settings.ts';
import { settingsSchema } from '../../../../lib/stack/settings/settings-schema.ts';

const ajv = new Ajv({ strictTypes: false });
const rows = Object.entries<Setting<unknown>>(SETTINGS).filter(([, { commandLineOnly }]) => !commandLineOnly);

/** Values of every JSON type, some of which each setting accepts. */
const VALUES: readonly unknown[] = [
  ...[-1, 0, 0.05, 0.1, 0.5, 1, 1.5, 2, 7, 32, 33, 100, 512, 1_769, 5_000, 10_000, 4_000_000, 1e9],
  ...[true, false, 'x', 'a b', 'azp', 'mine.json', '../mine.json'],
  // The words of every setting that takes one of some.
  ...new Set(rows.flatMap(([, { check }]) => wordsOf(check.schema))),
  ...['123456789012', '12345678901', 'eu-central-1', 'us-gov-west-1', 'Europe'],
  ...['https://id.example.com/', 'https://id.example.com/?a', 'http://id.example.com', 'faces.example.com'],
  'arn:aws:sns:eu-west-1:123456789012:alarms',
  'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b-2c3d',
  'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/faces/0a1b-2c3d',
  'arn:aws:kms:eu-west-1:123456789012:key/0a1b-2c3d',
  'arn:aws:iam::123456789012:policy/boundary',
  ...[
    90,
    365,
    366,
    2_000,
    'regional',
    'private',
    'public',
    'core',
    'full',
    'ops@example.com',
    'ops@example',
    'Z0123456789',
  ],
  ...['vpc-0a1b2c3d', 'vpc-1', ['vpce-0a1b2c3d'], ['subnet-0a1b2c3d'], ['rtb-0a1b2c3d'], ['rtb-1']],
  ...[{ team: 'identity' }, { 'aws:team': 'identity' }, { team: 1 }, { team: 'a<b' }],
  ...[[], ['a'], ['a', 'a'], ['b', 'a'], ['A'], ['faces', 'api://faces'], ['a b'], ['https://a.example.com'], [1]],
  ...[{}, { acme: { rateLimit: 10, burstLimit: 20 } }, { 'a b': { rateLimit: 1, burstLimit: 1 } }],
  ...[{ acme: { rateLimit: 0, burstLimit: 1 } }, { acme: { rateLimit: 1 } }],
];

describe('the schema of settings files', () => {
  it('is the one in settings/, which editors read', async () => {
    const text = `${JSON.stringify(settingsSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../../../settings/settings.schema.json');
  });

  it('refuses names that are no settings', () => {
    const valid = ajv.compile(settingsSchema());
    expect(valid({ $schema: './settings.schema.json', threshold: 0.8 })).toBe(true);
    for (const file of [{ treshold: 0.8 }, { stage: 'dev' }, { allowDefaults: true }, [], 1]) {
      expect(valid(file), JSON.stringify(file)).toBe(false);
    }
  });

  it.each(rows)('accepts of %s what the stack accepts, in the JSON type that it is', (name, setting) => {
    const valid = ajv.compile(setting.check.schema);
    const accepted = VALUES.filter((value) => valid(value));
    // A string of digits for a number, or of commas for a list, is for the command line.
    const typed = VALUES.filter((value) => readSetting(setting, value) !== undefined).filter(
      (value) => typeof value !== 'string' || !/^(array|object|number|integer|boolean)$/.test(typeOf(setting)),
    );
    expect(accepted).toEqual(typed);
    expect(accepted.length, `${name} has values in this test`).toBeGreaterThan(0);
  });
});

function wordsOf({ anyOf, enum: words }: JsonSchema): unknown[] {
  if (Array.isArray(anyOf)) return anyOf.flatMap(wordsOf);
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}

function typeOf({ check: { schema } }: Setting<unknown>): string {
  const [first] = Array.isArray(schema.anyOf) ? (schema.anyOf as { type?: string }[]) : [schema];
  return String(first?.type);
}
