import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../lib/cli/root.ts';
import { checkProse, unreleased } from '../../../lib/prose/check-prose.ts';
import { PASSIVE_RULES, WORD_RULES } from '../../../lib/prose/word-rules.ts';

/** The rows of docs/style.md: a phrase to avoid, in a code span, and the better one. */
const ROWS = Array.from(
  readFileSync(join(ROOT, 'docs/style.md'), 'utf8').matchAll(/^\| `(.*?)` \| (.*) \|$/gm),
  ([, before = '', after = '']) => ({ before, after }),
);

describe('the examples of docs/style.md', () => {
  it.each(ROWS)('breaks a rule: $before', async ({ before }) => {
    expect(await checkProse(before)).not.toEqual([]);
  });

  it.each(ROWS)('breaks none: $after', async ({ after }) => {
    expect(await checkProse(after)).toEqual([]);
  });

  it.each([...WORD_RULES, ...PASSIVE_RULES])('include one for $pattern', async ({ pattern, instead }) => {
    const broken = ROWS.filter(({ before }) => pattern.test(before));
    expect(broken).not.toEqual([]);
    const advice = (await checkProse(broken[0]!.before)).map((problem) => problem.advice);
    expect(advice).toContain(`write ${instead}`);
  });
});

describe('checkProse', () => {
  it('names the line, the phrase and the advice', async () => {
    expect(await checkProse('# Title\n\nOne line,\nand the answer.\n')).toEqual([
      { line: 4, text: 'answer', advice: 'write "response" for the noun, "return" for the verb' },
    ]);
  });

  it('finds a phrase across a line break, in headings, lists and tables', async () => {
    const text = '## By\nitself\n\nIt works by\nitself.\n\n- by itself\n\n| a |\n|---|\n| by itself |\n';
    expect((await checkProse(text)).map(({ line }) => line)).toEqual([4, 7, 11]);
  });

  it('leaves code, addresses and tables made from the code alone', async () => {
    const text = [
      '`the answer` and [a page](answers.md)',
      '```\nanswer\n```',
      '<!-- failures: made from lambda/contract/failures.ts -->\n| picture |\n|---|\n| answer |\n<!-- /failures -->',
    ].join('\n\n');
    expect(await checkProse(text)).toEqual([]);
    expect(await checkProse(`${text}\n\nanswer`)).toMatchObject([{ line: 13 }]);
  });

  it('allows a passive that names who acts', async () => {
    expect(await checkProse('The index must be read by the operator.')).toEqual([]);
    expect(await checkProse('The index must not be read.')).toHaveLength(1);
  });

  it('counts the characters of a sentence, not those of a line or a link', async () => {
    const words = (count: number) => 'Word'.concat(' word'.repeat(count), '.');
    expect(await checkProse(`${words(40)} ${words(40)}`)).toEqual([]);
    expect(await checkProse(`${words(42)} [Link](https://example.com/${'x'.repeat(200)})`)).toEqual([]);
    expect(await checkProse(words(50))).toMatchObject([{ text: expect.stringMatching(/^Word word/) }]);
  });
});

it('the changelog is checked down to the last release', () => {
  expect(unreleased('# Changelog\n\n## Unreleased\n\nNew.\n\n## 0.1.0 - 2026-11-23\n\nOld.\n')).toBe(
    '# Changelog\n\n## Unreleased\n\nNew.\n\n',
  );
});
