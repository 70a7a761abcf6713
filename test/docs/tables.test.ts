import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../lib/cli/root.ts';
import { billTable, idleLine } from '../../lib/cost/command.ts';
import { standingBill, sum } from '../../lib/cost/cost-model.ts';
import { standingOfStack } from '../../lib/cost/monthly-resources.ts';
import { PRICES_DATE, PRICES_REGION } from '../../lib/cost/prices.ts';
import { localTemplate } from '../../lib/local/template/synth.ts';
import { ACCESS_LOG_FIELDS } from '../../lib/stack/api/access-log.ts';
import { SETTINGS } from '../../lib/stack/settings/settings.ts';
import { resourcesOf } from '../lib/stack/template-access.ts';

const doc = (name: string) => readFileSync(resolve(ROOT, `docs/${name}.md`), 'utf8');

/** The table of docs/settings.md. After a change to the settings, copy it from the message of the failing test. */
function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, { meaning, defaultValue, check }]) => {
    const none = defaultValue === null || JSON.stringify(defaultValue).match(/^(\[\]|\{\})$/);
    return `| \`${name}\` | ${none ? 'none' : `\`${defaultValue}\``} | ${escaped(check.expected)} | ${escaped(meaning)} |`;
  });
  return ['| Name | Default | Accepts | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

const escaped = (text: string) => text.replaceAll('|', '\\|');

describe('docs/settings.md', () => {
  it('has the table of the settings as they are', () => {
    const [, table] = doc('settings').match(/<!-- settings: .*? -->\n(.*?)\n?<!-- \/settings -->/s) ?? [];
    expect(table).toBe(settingsTable());
  });
});

describe('docs/operate.md', () => {
  it('names every alarm and no other', async () => {
    const alarms = resourcesOf(await localTemplate(), 'AWS::CloudWatch::Alarm').map(({ id }) =>
      id.slice('Monitoring'.length, -8),
    );
    const table = doc('operate').split('## Alarms')[1]!.split('## Logs')[0]!;
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(named.sort()).toEqual(alarms.sort());
  });

  it('explains every field of the access log and no other', () => {
    const table = doc('operate').split('**Access log**')[1]!.split('**Compare log**')[0]!;
    const rows = table.split('\n').filter((line) => line.startsWith('| `'));
    const named = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(named.sort()).toEqual(Object.keys(ACCESS_LOG_FIELDS).sort());
  });
});

/** What an idle month costs. After a change of prices or of the stack, copy it from the message of the failing test. */
async function idleTable(): Promise<string> {
  const standing = await standingOfStack();
  return `${billTable(standingBill(standing, 0), 'markdown')}\n\n${idleLine(standing)}`;
}

describe('docs/performance.md', () => {
  it('tells what is paid while idle as the command prints it, and of which day the prices are', async () => {
    const [, table] = doc('performance').match(/<!-- idle: .*? -->\n(.*?)\n?<!-- \/idle -->/s) ?? [];
    expect(table).toBe(await idleTable());
    expect(doc('performance')).toContain(`List prices of ${PRICES_REGION} of ${PRICES_DATE}`);
  });

  it('tells what a dashboard adds', async () => {
    const watched = await standingOfStack({ monitoring: true });
    expect(doc('performance')).toContain(`then it is $${sum(standingBill(watched, 0)).toFixed(2)} at list price`);
  });
});
