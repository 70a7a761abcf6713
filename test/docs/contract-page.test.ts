import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAILURES, type FailureCode } from '../../lambda/contract/failures.ts';
import { UNHEALTHY } from '../../lambda/contract/health.ts';
import { invalidImageExamples } from '../../lambda/contract/invalid-image.ts';
import { OTHER_FORMATS } from '../../lambda/contract/other-formats.ts';
import { ADVICE, STATUSES } from '../../lambda/contract/status.ts';
import { UNSUPPORTED_KINDS } from '../../lambda/contract/unsupported-kinds.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { DOCUMENT } from '../support/openapi.ts';

const CODES = Object.keys(FAILURES) as FailureCode[];
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n');

/** Tables of docs/contract.md and docs/image-formats.md by their markers. */
const TABLES: Readonly<Record<string, string>> = {
  statuses: table(
    ['`status`', 'what happened, and what to do'],
    STATUSES.map((status) => [
      `\`${status}\``,
      status === 'Success' ? 'compared; `isFaceMatch` is meaningful' : ADVICE[status],
    ]),
  ),
  failures: table(
    ['HTTP', 'when', 'message, where no more is known', 'try again'],
    CODES.map((code) => {
      const { statusCode, message, retryable } = FAILURES[code];
      return [String(statusCode), meaning(code), message, retryable ? 'yes' : 'no'];
    }),
  ),
  reasons: table(
    ['`reason`', 'message, for example'],
    invalidImageExamples().map(({ reason, message }) => [`\`${reason}\``, message]),
  ),
  'other formats': table(
    ['what was sent', 'what to do'],
    byRemedy(Object.values(OTHER_FORMATS).map(({ what, remedy }) => [what, remedy])),
  ),
  'unsupported kinds': table(
    ['format', 'a file that', 'what to do'],
    byRemedy(Object.values(UNSUPPORTED_KINDS).map(({ format, kind, remedy }) => [format, kind, remedy])),
  ),
  unhealthy: table(
    ['message of a 503'],
    Object.values(UNHEALTHY).map((message) => [message]),
  ),
};

/** Joins rows that differ in the last cell but one only: what has the same remedy stands in one row. */
function byRemedy(rows: readonly (readonly string[])[]): string[][] {
  const groups = Object.groupBy(rows, (cells) => JSON.stringify([cells.at(-1), cells.slice(0, -2)]));
  return Object.values(groups).map((group = []) => [
    ...group[0]!.slice(0, -2),
    group.map((cells) => cells.at(-2)).join('; '),
    group[0]!.at(-1)!,
  ]);
}

/** The first sentence of what the OpenAPI document says of a failure. */
function meaning(code: FailureCode): string {
  const name = code.charAt(0).toUpperCase() + code.slice(1);
  if (code === 'filtered') return 'A web application firewall of the operator rejected the request.';
  return DOCUMENT.components.responses[name].description.split(/(?<=\.) /)[0];
}

const ON_FORMATS = ['other formats', 'unsupported kinds'];

describe('the contract', () => {
  it.each(Object.entries(TABLES))('has the table of %s as it is (UPDATE_DOCS=1 writes it)', (name, expected) => {
    const file = join(ROOT, ON_FORMATS.includes(name) ? 'docs/image-formats.md' : 'docs/contract.md');
    const text = readFileSync(file, 'utf8');
    const section = new RegExp(`(<!-- ${name}: .*? -->\n)(.*?)\n?(<!-- /${name} -->)`, 's');
    if (process.env.UPDATE_DOCS === '1') {
      writeFileSync(
        file,
        text.replace(section, (_, begin, __, end) => `${begin}${expected}\n${end}`),
      );
      return;
    }
    expect(section.exec(text)?.[2]).toBe(expected);
  });
});
