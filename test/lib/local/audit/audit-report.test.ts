import { expect, it } from 'vitest';
import { noItems } from '../../../../lib/local/audit/audit-report.ts';

const of = (...clients: string[]) => clients.map((client) => ({ client }));

it('says whose items there are where the client that was asked for has none', () => {
  expect(noItems('nobody', of('demo', 'bank', 'demo'))).toBe(
    'No audit items of client nobody. There are items of bank, demo.',
  );
  const many = Array.from({ length: 14 }, (_, i) => `c${i}`);
  expect(noItems('nobody', of(...many))).toMatch(/ c5, 4 more\.$/);
  expect(noItems('nobody', of('a\u001B[31mb'))).toContain('a?[31mb');
});

it('says that there are none at all', () => {
  expect([noItems(null, []), noItems('nobody', [])]).toEqual(['No audit items yet.', 'No audit items yet.']);
});
