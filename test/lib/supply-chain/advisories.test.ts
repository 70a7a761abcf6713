import { describe, expect, it } from 'vitest';
import {
  type AdvisoryReason,
  judgeAdvisories,
  readReport,
  reasonProblems,
} from '../../../lib/supply-chain/advisories.ts';
import reasons from '../../../lib/supply-chain/advisory-reasons.json' with { type: 'json' };

const ID = 'GHSA-cg87-wmx4-v546';
const REPORT = {
  vulnerabilities: {
    x: { via: [{ url: `https://github.com/advisories/${ID}`, title: 'Too much memory', severity: 'high' }] },
    y: { via: ['x'] },
  },
};
const REASON: AdvisoryReason = {
  id: ID,
  package: 'x',
  reason: 'Only the tests use it, on input that they make themselves.',
  until: '2026-12-31',
};
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('an advisory', () => {
  it('is open without a reason, once for its package', () => {
    expect(judgeAdvisories(REPORT, [], '2026-11-23').open).toEqual([
      { id: ID, package: 'x', title: 'Too much memory', severity: 'high' },
    ]);
  });

  it('is settled by a reason until its date, and open again the day after', () => {
    expect(ids(judgeAdvisories(REPORT, [REASON], '2026-12-31').open)).toEqual([]);
    expect(ids(judgeAdvisories(REPORT, [REASON], '2026-12-31').reasoned)).toEqual([ID]);
    expect(ids(judgeAdvisories(REPORT, [REASON], '2027-01-01').open)).toEqual([ID]);
  });

  it('is not settled by the reason for another package or advisory', () => {
    for (const other of [
      { ...REASON, package: 'z' },
      { ...REASON, id: 'GHSA-2222-3333-4444' },
    ]) {
      const { open, unused } = judgeAdvisories(REPORT, [other], '2026-11-23');
      expect([ids(open), unused]).toEqual([[ID], [other]]);
    }
  });
});

describe('the report of npm', () => {
  it('is read, whatever npm says before it', () => {
    expect(readReport(`npm warn old lockfile\n${JSON.stringify(REPORT)}\n`)).toEqual(REPORT);
    expect(readReport('{"vulnerabilities": {}}')).toEqual({ vulnerabilities: {} });
  });

  it.each([
    [
      JSON.stringify({ message: '405 Method Not Allowed - POST https://registry', statusCode: 405 }),
      '405 Method Not Al',
    ],
    [JSON.stringify({ error: { code: 'ENOLOCK' } }), 'no answer'],
    ['{"vulnerabilities": nul', 'no answer'],
    ['<html>', 'no answer'],
    ['null', 'no answer'],
    ['', 'no answer'],
  ])('that does not come is no good news: %s', (printed, why) => {
    expect(() => readReport(printed)).toThrow(
      /^The registry could not be asked for advisories \(.*\); nothing was checked\.$/,
    );
    expect(() => readReport(printed)).toThrow(`(${why}`);
  });
});

describe('the reasons', () => {
  it('that stand in our file say what, why and until when', () => {
    expect(reasonProblems(reasons)).toEqual([]);
  });

  it.each([
    [{ ...REASON, id: 'CVE-2026-1' }, 'has no id of an advisory'],
    [{ ...REASON, reason: 'no matter' }, 'does not say why'],
    [{ ...REASON, until: 'later' }, 'has no date'],
    [{ ...REASON, until: '2026-13-40' }, 'has no date'],
    [{ ...REASON, package: '' }, 'has no package'],
  ])('are refused: %j', (reason, problem) => {
    expect(reasonProblems([reason])).toEqual([`${reason.id} ${problem}.`]);
  });
});
