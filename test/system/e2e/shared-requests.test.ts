import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, compareEvent, createHarness } from '../../lambda/compare/harness.ts';
import { describeUnless, SHARED_DIR } from '../../support/shared.ts';

const folder = join(SHARED_DIR, 'cases/requests');
const reason = existsSync(folder) ? null : 'there are no files in ../shared/cases/requests';

describeUnless(reason, 'requests that were answered wrongly once', () => {
  const exchange = async (name: string) => {
    const lines = readFileSync(join(folder, `${name}.headers`), 'utf8')
      .trim()
      .split('\n');
    const headers = Object.fromEntries(lines.map((line) => line.split(/: */, 2) as [string, string]));
    const harness = createHarness();
    const body = readFileSync(join(folder, `${name}.body`));
    const { statusCode, envelope } = await call(harness, compareEvent([], { body, headers }));
    return { statusCode, messages: envelope.messages, compared: harness.engine.compared };
  };

  it.each(['08-lf-in-part-headers', '09-padding-after-boundary'])('%s: as the plain twin', async (name) => {
    const plain = await exchange('00-plain');
    expect(plain.statusCode).toBe(200);
    expect(plain.compared).toHaveLength(1);
    expect(await exchange(name)).toEqual(plain);
  });

  it('10-gzip-body: 400 that names Content-Encoding', async () => {
    const { statusCode, messages } = await exchange('10-gzip-body');
    expect(statusCode).toBe(400);
    expect(messages).toEqual([expect.stringContaining('Content-Encoding of the body is gzip')]);
  });
});
