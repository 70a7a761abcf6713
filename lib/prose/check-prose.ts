import { createRequire } from 'node:module';
import { TextlintKernel, type TextlintKernelOptions } from '@textlint/kernel';
import { PASSIVE_RULES, SENTENCE_CHARACTERS, WORD_RULES } from './word-rules.ts';

type Rule = NonNullable<TextlintKernelOptions['rules']>[number]['rule'];
type Plugin = NonNullable<TextlintKernelOptions['plugins']>[number]['plugin'];

// These packages are CommonJS with a default export, which `import` does not unwrap.
const require = createRequire(import.meta.url);
const markdown: Plugin = require('@textlint/textlint-plugin-markdown').default;
const pattern: Rule = require('@textlint-rule/textlint-rule-pattern').default;
const sentenceLength: Rule = require('textlint-rule-sentence-length').default;

const OPTIONS: TextlintKernelOptions = {
  ext: '.md',
  plugins: [{ pluginId: 'markdown', plugin: markdown }],
  rules: [
    {
      ruleId: 'words',
      rule: pattern,
      options: {
        patterns: [...WORD_RULES, ...PASSIVE_RULES].map(({ pattern: words, instead }) => ({
          pattern: String(words).replaceAll(' ', '\\s+'),
          message: `write ${instead}`,
        })),
      },
    },
    { ruleId: 'sentence-length', rule: sentenceLength, options: { max: SENTENCE_CHARACTERS } },
  ],
};

/** A sentence or phrase that docs/style.md advises against. */
export interface ProseProblem {
  /** Counted from 1. */
  readonly line: number;
  /** The phrase as found; for a long sentence, how it begins. */
  readonly text: string;
  readonly advice: string;
}

/**
 * Returns what of a Markdown page breaks the rules of docs/style.md, in the order of the page. Code, addresses and the tables
 * that tests make from the code are not checked.
 */
export async function checkProse(markdownText: string): Promise<ProseProblem[]> {
  const text = withoutGenerated(markdownText);
  const { messages } = await new TextlintKernel().lintText(text, OPTIONS);
  return messages.map(({ line, range, ruleId, message }) => ({
    line,
    text: found(text, range, ruleId === 'sentence-length'),
    advice:
      ruleId === 'sentence-length'
        ? `split this sentence: it has more than ${SENTENCE_CHARACTERS} characters`
        : message,
  }));
}

const found = (text: string, [start, end]: readonly [number, number], sentence: boolean): string =>
  text.slice(start, sentence ? start + 50 : end).replaceAll(/\s+/g, ' ');

/** Blanks what stands between `<!-- name: made from … -->` and `<!-- /name -->`, and keeps the number of lines. */
function withoutGenerated(text: string): string {
  return text.replaceAll(/<!-- ([\w ]+): made from .*?<!-- \/\1 -->/gs, (block) => block.replaceAll(/[^\n]/g, ''));
}

/** Returns the part of the changelog about what is not released yet; releases keep their words. */
export function unreleased(changelog: string): string {
  return changelog.split(/^## (?!Unreleased)/m)[0] ?? '';
}
