import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type AdvisoryReason,
  checkAdvisories,
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

describe('the check of a project by npm', () => {
  /** "top" depends on "middle", which depends on "@scope/leaf"; the latter two have an advisory. */
  const DEPENDENCIES: Record<string, object> = { top: { middle: '1.0.0' }, middle: { '@scope/leaf': '1.0.0' } };
  const MIDDLE: AdvisoryReason = { ...REASON, package: 'middle' };
  const LEAF: AdvisoryReason = { ...REASON, id: 'GHSA-2222-3333-4444', package: '@scope/leaf' };
  const advisory = (source: number, { id, package: name }: AdvisoryReason) => [
    {
      id: source,
      url: `https://github.com/advisories/${id}`,
      title: `Fault of ${name}`,
      severity: 'high',
      vulnerable_versions: '*',
    },
  ];
  const ADVISORIES = { middle: advisory(1, MIDDLE), '@scope/leaf': advisory(2, LEAF) };

  let registry: Server;
  let folder: string;
  let status = 200;
  beforeAll(async () => {
    registry = createServer((request, response) => {
      request.resume();
      if (request.method === 'POST') return void response.writeHead(status).end(JSON.stringify(ADVISORIES));
      const name = decodeURIComponent(request.url!.slice(1));
      const version = { name, version: '1.0.0', dependencies: DEPENDENCIES[name], dist: {} };
      response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }));
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    folder = mkdtempSync(join(tmpdir(), 'face-advisories-'));
    const project = { name: 'project', version: '1.0.0', dependencies: { top: '1.0.0' } };
    const locked = ['top', 'middle', '@scope/leaf'].map((name) => [
      `node_modules/${name}`,
      { version: '1.0.0', dependencies: DEPENDENCIES[name] },
    ]);
    const lock = { name: 'project', lockfileVersion: 3, packages: { '': project, ...Object.fromEntries(locked) } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    vi.stubEnv('npm_config_registry', `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`);
    vi.stubEnv('npm_config_cache', join(folder, 'cache'));
    vi.stubEnv('npm_config_offline', 'true');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    registry.closeAllConnections();
    registry.close();
    rmSync(folder, { recursive: true });
  });

  const check = async (reasons: readonly AdvisoryReason[], today = '2026-11-23') => {
    const lines: string[] = [];
    const problem = await checkAdvisories({ folder, shipped: false, reasons, today }, (line) => lines.push(line)).then(
      () => null,
      (error: Error) => error.message.split('\n'),
    );
    return { lines, problem };
  };
  const FAULT = {
    middle: `${ID} middle (high): Fault of middle`,
    leaf: `${LEAF.id} @scope/leaf (high): Fault of @scope/leaf`,
  };
  const ADVICE = 'Update, or give a reason in lib/supply-chain/advisory-reasons.json.';

  it('names an advisory without a reason, also on a package that depends on another vulnerable one', async () => {
    expect(await check([LEAF])).toEqual({
      lines: [`${LEAF.id} @scope/leaf: has a reason`],
      problem: [FAULT.middle, ADVICE],
    });
  });

  it('passes when each advisory has a reason, and fails when one has expired', async () => {
    const old = { ...MIDDLE, package: 'gone' };
    const { lines, problem } = await check([LEAF, MIDDLE, old]);
    expect(problem).toBeNull();
    expect(lines).toEqual([
      `${LEAF.id} @scope/leaf: has a reason`,
      `${ID} middle: has a reason`,
      `${ID} gone: not reported any more, remove it`,
      'No open advisory.',
    ]);
    const later = await check([{ ...LEAF, until: '2027-12-31' }, MIDDLE], '2027-01-01');
    expect(later.problem).toEqual([FAULT.middle, ADVICE]);
  });

  it('fails when a reason is incomplete, and says that nothing was checked when the registry refuses', async () => {
    expect(await check([{ ...LEAF, until: 'later' }])).toEqual({ lines: [], problem: [`${LEAF.id} has no date.`] });
    status = 405;
    const { lines, problem } = await check([LEAF, MIDDLE]);
    expect(lines).toEqual([]);
    expect(problem).toEqual([
      expect.stringMatching(/^The registry could not be asked for advisories \(405 .*\); nothing was checked\.$/),
    ]);
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
    [JSON.stringify({ error: { code: 'ENOLOCK' } }), 'no response'],
    ['{"vulnerabilities": nul', 'no response'],
    ['<html>', 'no response'],
    ['null', 'no response'],
    ['', 'no response'],
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
