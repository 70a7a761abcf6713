import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../lib/cli/root.ts';
import { standingBill, sum } from '../../lib/cost/cost-model.ts';
import { standingOfStack } from '../../lib/cost/monthly-resources.ts';
import { readCostOptions } from '../../lib/cost/options.ts';
import { PRICES_DATE, PRICES_REGION } from '../../lib/cost/prices.ts';
import { stageBill, stageBillTable } from '../../lib/cost/stage-bill.ts';
import { localTemplate } from '../../lib/local/template/synth.ts';
import { ACCESS_LOG_FIELDS } from '../../lib/stack/api/access-log.ts';
import { SETTINGS } from '../../lib/stack/settings/settings.ts';
import { resourcesOf } from '../lib/stack/rules/template-access.ts';

const doc = (name: string) => readFileSync(resolve(ROOT, `docs/${name}.md`), 'utf8');

/** The table of docs/settings.md. */
function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, { meaning, defaultValue, check }]) => {
    const none = defaultValue === null || JSON.stringify(defaultValue).match(/^(\[\]|\{\})$/);
    return `| \`${name}\` | ${none ? 'none' : `\`${defaultValue}\``} | ${escaped(check.expected)} | ${escaped(meaning)} |`;
  });
  return ['| Name | Default | Accepts | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

const escaped = (text: string) => text.replaceAll('|', '\\|');

describe('docs/settings.md', () => {
  it('has the table of the settings as they are (UPDATE_DOCS=1 writes it)', () => {
    const file = resolve(ROOT, 'docs/settings.md');
    const text = doc('settings');
    const section = /(<!-- settings: .*? -->\n)(.*?)\n?(<!-- \/settings -->)/s;
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(
        file,
        text.replace(section, (_, begin, __, end) => `${begin}${settingsTable()}\n${end}`),
      );
      return;
    }
    expect(section.exec(text)?.[2]).toBe(settingsTable());
  });
});

describe('docs/operate.md', () => {
  it('names every alarm and no other', async () => {
    const template = await localTemplate({ alarms: 'full', auditExport: true });
    const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
      resourcesOf(template, type).map(({ id }) => id.slice('Monitoring'.length, -8)),
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

describe('README.md', () => {
  it('has the bill that npm run cost -- --stage prod prints (UPDATE_DOCS=1 writes it)', async () => {
    const file = resolve(ROOT, 'README.md');
    const text = readFileSync(file, 'utf8');
    const { memoryMegabytes, context, billOnly } = readCostOptions(['--stage', 'prod']);
    const bill = stageBillTable(stageBill(await standingOfStack(context), memoryMegabytes), 'markdown');
    const section = /(<!-- bill: .*? -->\n)(.*?)\n?(<!-- \/bill -->)/s;
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(
        file,
        text.replace(section, (_, begin, __, end) => `${begin}${bill}\n${end}`),
      );
      return;
    }
    expect([billOnly, section.exec(text)?.[2]]).toEqual([true, bill]);
  });
});

describe('docs/performance.md', () => {
  it('names the day of the prices, and what an idle month costs', async () => {
    const idle = sum(standingBill(await standingOfStack(), 0)).toFixed(2);
    expect(doc('performance')).toContain(`By default an idle month is $${idle}:`);
    expect(doc('performance')).toContain(`List prices of ${PRICES_REGION} of ${PRICES_DATE}`);
  });

  it('tells what a dashboard adds', async () => {
    const watched = await standingOfStack({ monitoring: true });
    expect(doc('performance')).toContain(`then it is $${sum(standingBill(watched, 0)).toFixed(2)} at list price`);
  });
});
