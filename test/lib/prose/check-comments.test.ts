import { describe, expect, it } from 'vitest';
import { checkComments } from '../../../lib/prose/check-comments.ts';

const RESPONSE = 'write "response" for the noun, "return" for the verb';

describe('checkComments', () => {
  it('names line, phrase and advice in comments of both forms', () => {
    const source = [
      '/** The answer. */',
      'const a = 1;',
      '  // An answer.',
      '/**',
      ' * One.',
      ' * @returns an answer',
      ' */',
    ];
    expect(checkComments(source.join('\n'))).toEqual(
      [1, 3, 6].map((line) => ({ line, text: 'answer', advice: RESPONSE })),
    );
  });

  it('finds a phrase across a line break, and none across two comments', () => {
    expect(checkComments('/**\n * It starts by\n * itself.\n */')).toMatchObject([{ line: 2, text: 'by itself' }]);
    expect(checkComments('// It starts by\n// itself.')).toMatchObject([{ line: 1, text: 'by itself' }]);
    expect(checkComments('// It starts by\ncode();\n// itself.')).toEqual([]);
  });

  it('leaves code, names, links and addresses alone', () => {
    const source = [
      "const text = 'an answer';",
      '/**',
      ' * `the answer`, {@link answer}, https://example.com/answer and local/answer.ts.',
      ' * @param answer of the service',
      ' */',
      'const list = `',
      '* an answer',
      '`;',
    ];
    expect(checkComments(source.join('\n'))).toEqual([]);
  });
});
