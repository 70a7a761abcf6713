import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../lib/cli/root.ts';
import { table } from '../../lib/cli/table.ts';
import { CONTROLS } from '../../lib/validate/rules/control-tower.ts';
import { TEMPLATE_RULES } from '../../lib/validate/rules/rules.ts';

const FILE = join(ROOT, 'docs/checks.md');

const TABLES: Readonly<Record<string, string>> = {
  rules: table(
    [['rule', 'demands'], ...TEMPLATE_RULES.map(({ name, demand }) => [`\`${name}\``, demand])],
    'markdown',
    2,
  ),
  controls: table(
    [['control', 'demands', 'setting'], ...CONTROLS.map(({ name, demand, answer }) => [name, demand, answer])],
    'markdown',
    3,
  ),
};

describe('docs/checks.md', () => {
  it.each(Object.entries(TABLES))('has the table of %s as it is (UPDATE_DOCS=1 writes it)', (name, expected) => {
    const text = readFileSync(FILE, 'utf8');
    const section = new RegExp(`(<!-- ${name}: .*? -->\n)(.*?)\n?(<!-- /${name} -->)`, 's');
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(
        FILE,
        text.replace(section, (_, begin, __, end) => `${begin}${expected}\n${end}`),
      );
      return;
    }
    expect(section.exec(text)?.[2]).toBe(expected);
  });
});
