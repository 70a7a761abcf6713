import { join } from 'node:path';
import { expect } from 'vitest';
import { conformance } from '../../../lib/conformance/command.ts';
import type { LocalApi } from '../../../lib/local/local-api.ts';
import { noFaces, PORTRAITS_DIR } from '../../support/shared.ts';

/** The run takes about 40 s: more than a hundred requests at four a second. */
export const CONFORMANCE_MS = 180_000;

interface Report {
  readonly conforms: boolean;
  readonly findings: readonly { readonly outcome: string; readonly check: string }[];
}

/**
 * Runs the command `npm run conformance` against an API, with photos where they are at hand, and expects no deviation.
 *
 * @param written what the functions have written until then; no part of a token may be in it
 */
export async function expectConformance(
  api: Pick<LocalApi, 'url' | 'token' | 'app'>,
  written: () => string,
): Promise<void> {
  const token = await api.token();
  const withoutExternal = await api.token({ external: false });
  const [a, b, c] = ['obama.jpg', 'obama2.jpg', 'biden.jpg'].map((name) => join(PORTRAITS_DIR, name));
  const photos = noFaces === null ? ['--same', a!, b!, '--different', a!, c!] : [];
  const args = ['--base-url', api.url, '--token', token, '--token-without-external', withoutExternal, '--json'];
  const { appId, appSecret, tenantId } = api.app;
  args.push('--app-id', appId, '--app-secret', appSecret, '--tenant-id', tenantId);
  let out = '';
  const code = await conformance([...args, ...photos], {
    out: (text) => {
      out += text;
    },
    err: () => {},
  });
  const { conforms, findings } = JSON.parse(out) as Report;
  const names = (outcome: string) => findings.filter((finding) => finding.outcome === outcome);
  expect(names('deviation')).toEqual([]);
  expect(names('skipped').map(({ check }) => check)).toEqual(
    noFaces === null ? [] : ['the same person', 'different people'],
  );
  expect([code, conforms]).toEqual([0, true]);
  expect(written()).toContain('"message":"request"');
  for (const part of [...token.split('.'), ...withoutExternal.split('.')]) {
    expect(out).not.toContain(part);
    expect(written()).not.toContain(part);
  }
}
