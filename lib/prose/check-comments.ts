import type { ProseProblem } from './check-prose.ts';
import { PASSIVE_RULES, WORD_RULES } from './word-rules.ts';

const RULES = [...WORD_RULES, ...PASSIVE_RULES].map(({ pattern, instead }) => {
  return { pattern: new RegExp(pattern, `${pattern.flags}g`), advice: `write ${instead}` };
});

/** Names and addresses, which keep their words: code spans, links, tags with the name that follows, file names. */
const NAMES = /`[^`]*`|\{@\w+ [^}]*\}|@(?:param|throws|typeParam) [\w.]+|https?:\S+|[\w./-]+\.m?[tj]s\b/g;

/** Lines of one comment, in order. */
type Comment = readonly { readonly line: number; readonly text: string }[];

/**
 * Returns what the comments of a TypeScript file break of the word rules of docs/style.md, in the order of the file. A comment behind
 * code on the same line is not checked.
 */
export function checkComments(source: string): ProseProblem[] {
  return commentsOf(source).flatMap((comment) => {
    const text = comment.map((part) => part.text).join(' ');
    const lines = comment.flatMap((part) => Array<number>(part.text.length + 1).fill(part.line));
    return RULES.flatMap(({ pattern, advice }) =>
      Array.from(text.matchAll(pattern), ({ 0: phrase, index }) => ({ line: lines[index]!, text: phrase, advice })),
    ).sort((a, b) => a.line - b.line);
  });
}

function commentsOf(source: string): Comment[] {
  const comments: { line: number; text: string }[][] = [];
  let [inBlock, lastLine] = [false, -2];
  for (const [i, line] of source.split('\n').entries()) {
    const [, mark = '', text = ''] = /^\s*(\/\*\*?|\/\/|\*(?!\/))?\s*(.*?)\s*(?:\*\/\s*)?$/.exec(line)!;
    const isBlock = mark.startsWith('/*') || inBlock;
    if (isBlock || mark === '//') {
      // Line comments below each other are one comment.
      const goesOn = inBlock || (mark === '//' && lastLine === i - 1);
      if (!goesOn) comments.push([]);
      comments.at(-1)!.push({ line: i + 1, text: text.replaceAll(NAMES, (name) => '-'.repeat(name.length)) });
    }
    if (mark === '//') lastLine = i;
    if (isBlock) inBlock = !line.includes('*/');
  }
  return comments;
}
