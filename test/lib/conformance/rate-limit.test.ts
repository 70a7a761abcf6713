import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeUnless, noModels } from '../../support/shared.ts';
import { deviations, type SpoiledApi, startSpoiledApi } from './spoiled-api.ts';
import { inEnvelope, limiting } from './spoilers.ts';
import type { Spoil } from './spoiling-proxy.ts';

describeUnless(noModels, 'the conformance suite', () => {
  let spoiled: SpoiledApi;
  beforeAll(async () => {
    spoiled = await startSpoiledApi();
  });
  afterAll(() => spoiled.close());
  const run: SpoiledApi['run'] = (...given) => spoiled.run(...given);

  describe('on the rate limit', () => {
    const found = async (spoil: Spoil) => deviations(await run(spoil, { groups: ['rate limit'] }));

    it('finds nothing where five are let through', async () => {
      expect(await found(limiting(() => {}))).toEqual([]);
    });

    it('finds a server without any', async () => {
      expect(await found(() => undefined)).toEqual([
        '40 requests at once: some 429',
        '40 requests at once: let through',
        'Retry-After of a 429',
      ]);
    });

    it('finds 429 without envelope, without Retry-After, and 503 in its place', async () => {
      expect(await found(limiting((answer) => (answer.body = '{"message":"Too Many Requests"}')))).toEqual(['a 429']);
      expect(await found(limiting((answer) => delete answer.headers['retry-after']))).toEqual(['Retry-After of a 429']);
      expect(await found(limiting((answer) => (answer.status = 503)))).toContain(
        '40 requests at once: nothing but 429 and 400',
      );
    });

    it('finds a limit that never ends', async () => {
      expect(await found(limiting(() => {}, true))).toContain('after a rest of 3 s');
    });
  });

  it('repeats no token, even where the server does', async () => {
    const echo = inEnvelope(401, (envelope) => (envelope.messages = [`${spoiled.token.split('.')[1]} is bad`]));
    const say: Spoil = (answer, request) => {
      answer.headers['content-type'] = `text/${spoiled.token}`;
      return echo(answer, request);
    };
    const findings = await run(say, { groups: ['comparison', 'authentication'] });
    const text = JSON.stringify(findings);
    expect(text).toContain('[token]');
    for (const part of spoiled.token.split('.')) expect(text).not.toContain(part);
  });
});
