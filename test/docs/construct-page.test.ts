import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../lib/cli/root.ts';
import { codeBlocks } from './pages.ts';

it('the page on the construct shows lines of the example, which is type-checked and synthesized', () => {
  const example = readFileSync(join(ROOT, 'examples/construct/app.ts'), 'utf8').split('\n');
  const blocks = codeBlocks('docs/construct.md').filter(({ language }) => language === 'ts');
  expect(blocks).toHaveLength(1);
  const lines = blocks.flatMap(({ code }) => code.split('\n').filter((line) => line !== ''));
  expect(lines.filter((line) => !example.includes(line))).toEqual([]);
});
