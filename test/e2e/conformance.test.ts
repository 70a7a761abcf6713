import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conformance } from '../../lib/conformance/command.ts';
import { type RealApi, startRealApi } from '../support/real-api.ts';
import { describeUnless, noFaces, noModels, PORTRAITS_DIR } from '../support/shared.ts';

describeUnless(noModels, 'the local API', () => {
  let api: RealApi;
  beforeAll(async () => {
    api = await startRealApi();
  });
  afterAll(() => api.close());

  // About 110 requests at four a second.
  it('conforms to the contract and to what is promised beyond it', async () => {
    const token = await api.token();
    const withoutExternal = await api.token({ external: false });
    const photo = (name: string) => join(PORTRAITS_DIR, name);
    const [a, b, c] = ['obama.jpg', 'obama2.jpg', 'biden.jpg'].map(photo) as [string, string, string];
    let out = '';
    const code = await conformance(
      [
        ...['--base-url', api.url, '--token', token, '--token-without-external', withoutExternal, '--json'],
        ...(noFaces === null ? ['--same', a, b, '--different', a, c] : []),
      ],
      {
        out: (text) => {
          out += text;
        },
        err: () => {},
      },
    );
    const report = JSON.parse(out) as { conforms: boolean; findings: { outcome: string; check: string }[] };
    expect(report.findings.filter(({ outcome }) => outcome === 'deviation')).toEqual([]);
    expect(report.findings.filter(({ outcome }) => outcome === 'skipped').map(({ check }) => check)).toEqual(
      noFaces === null ? [] : ['the same person', 'different people'],
    );
    expect([code, report.conforms]).toEqual([0, true]);
    for (const part of [...token.split('.'), ...withoutExternal.split('.')]) {
      expect(out).not.toContain(part);
      expect(api.lines.join('')).not.toContain(part);
    }
  }, 180_000);
});
