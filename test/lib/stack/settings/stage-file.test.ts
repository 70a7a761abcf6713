import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingsError } from '../../../../lambda/errors/settings-error.ts';
import { readSettings } from '../../../../lib/stack/settings/read-settings.ts';
import { withStageFile } from '../../../../lib/stack/settings/stage-file.ts';
import { stackNameOf } from '../../../../lib/stack/settings/stage-name.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'face-comparison-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(stage: string, file: unknown): void {
  writeFileSync(join(folder, `${stage}.json`), typeof file === 'string' ? file : JSON.stringify(file));
}

function mistakes(context: Record<string, unknown>): readonly string[] {
  try {
    readSettings(withStageFile(context, folder));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes;
    throw error;
  }
}

describe('the file of a stage', () => {
  it('holds for what the context does not set', () => {
    write('staging', { $schema: './settings.schema.json', threshold: 0.8, retentionDays: 30, corsOrigins: [] });
    const settings = readSettings(withStageFile({ stage: 'staging', threshold: '0.9' }, folder));
    expect(settings).toMatchObject({ stage: 'staging', threshold: 0.9, retentionDays: 30 });
  });

  it('is that of prod without a stage, and may be absent then', () => {
    expect(readSettings(withStageFile({}, folder))).toEqual(readSettings({}));
    write('prod', { threshold: 0.8 });
    expect(readSettings(withStageFile({}, folder))).toMatchObject({ stage: 'prod', threshold: 0.8 });
    expect(readSettings(withStageFile({ stage: 'prod' }, folder)).threshold).toBe(0.8);
  });

  it('is missed for any other stage', () => {
    expect(mistakes({ stage: 'dev' })).toEqual([
      'There is no file settings/dev.json for the stage dev. There is none yet.',
    ]);
    write('staging', {});
    write('settings.schema', {});
    expect(mistakes({ stage: 'stagin' })).toEqual([
      'There is no file settings/stagin.json for the stage stagin. Did you mean staging?',
    ]);
    expect(mistakes({ stage: 'dev' })).toEqual([
      'There is no file settings/dev.json for the stage dev. There are files for staging.',
    ]);
  });

  it.each(['Staging', '../staging', 'a--b', '-a', 'a'.repeat(21), 'settings.schema', 7])(
    'is not looked for where the stage is %j',
    (stage) => {
      expect(mistakes({ stage })).toEqual([expect.stringMatching(/^Expected a name of up to 20 .* for stage but/)]);
    },
  );

  it.each([
    [
      'text that is no JSON',
      '{"threshold": 0.8,}',
      /^settings\/dev\.json: Expected JSON\. .*position 18.*line 1 column 19/,
    ],
    ['a list', [], 'settings/dev.json: Expected an object such as {"threshold": 0.8}.'],
    ['a misspelt name', { treshold: 0.8 }, 'settings/dev.json: There is no setting treshold. Did you mean threshold?'],
    [
      'a value out of bounds',
      { threshold: 2 },
      'settings/dev.json: Expected a number between 0 and 1 for threshold but received 2.',
    ],
    [
      'a number in quotes',
      { threshold: '0.8' },
      'settings/dev.json: Expected JSON of the type number for threshold but received a string.',
    ],
    [
      'a list in quotes',
      { corsOrigins: 'https://a.example.com' },
      'settings/dev.json: Expected JSON of the type array for corsOrigins but received a string.',
    ],
    [
      'an account without quotes',
      { account: 123456789012 },
      /^settings\/dev\.json: Expected an account id of 12 digits, in quotes for account but received 123456789012/,
    ],
    ['another stage', { stage: 'prod' }, 'settings/dev.json: Expected stage on the command line only: -c stage=…'],
    [
      'the permission to drop settings',
      { allowDefaults: true },
      'settings/dev.json: Expected allowDefaults on the command line only: -c allowDefaults=…',
    ],
  ])('is refused with one message for %s', (_, file, message) => {
    write('dev', file);
    expect(mistakes({ stage: 'dev' })).toEqual([
      typeof message === 'string' ? message : expect.stringMatching(message),
    ]);
  });

  it('is refused with all its mistakes at once, even where the context overrides the value', () => {
    write('dev', { treshold: 1, memory: 1, monitoring: 'yes' });
    expect(mistakes({ stage: 'dev', memory: 512 })).toHaveLength(3);
  });

  it('takes part in what makes sense together only', () => {
    write('dev', { domainName: 'faces.example.com' });
    expect(mistakes({ stage: 'dev' })).toEqual([
      'Expected domainName, certificateArn together but certificateArn is missing.',
    ]);
  });
});

describe('the name of the stack', () => {
  it.each([
    ['prod', 'FaceComparison'],
    ['staging', 'FaceComparison-staging'],
  ])('of %s is %s', (stage, name) => {
    expect(stackNameOf(stage)).toBe(name);
  });
});
