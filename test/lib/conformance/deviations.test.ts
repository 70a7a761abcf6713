import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeUnless, noModels } from '../../support/shared.ts';
import { deviations, type SpoiledApi, startSpoiledApi } from './spoiled-api.ts';
import { asStatus, inAnswer, inEnvelope, inResult, withoutHeader } from './spoilers.ts';
import type { Spoil } from './spoiling-proxy.ts';

describeUnless(noModels, 'the conformance suite', () => {
  let spoiled: SpoiledApi;
  beforeAll(async () => {
    spoiled = await startSpoiledApi();
  });
  afterAll(() => spoiled.close());
  const run: SpoiledApi['run'] = (...given) => spoiled.run(...given);

  it('has nothing to say against a server that keeps the contract', async () => {
    const findings = await run(() => undefined, { skipRateLimit: true });
    expect(findings.filter(({ outcome }) => outcome === 'deviation')).toEqual([]);
    expect(findings.filter(({ outcome }) => outcome === 'skipped').map(({ check }) => check)).toEqual([
      'the same person',
      'different people',
    ]);
    expect(findings.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(130);
  });

  it('checks the contract only, where asked, and then less', async () => {
    const findings = await run(() => undefined, { contractOnly: true, groups: ['comparison', 'routes'] });
    expect(new Set(findings.map(({ scope }) => scope))).toEqual(new Set(['contract']));
    expect(findings.length).toBeGreaterThan(5);
  });

  it('has nothing to say against one with an external issuer, whose token routes are not there', async () => {
    const external = await startSpoiledApi(false);
    const findings = await external.run(() => undefined, { skipRateLimit: true });
    expect(findings.filter(({ outcome }) => outcome === 'deviation')).toEqual([]);
    const tokens = findings.filter(({ group }) => group === 'tokens');
    expect(tokens.map(({ outcome }) => outcome)).toEqual(Array(5).fill('ok'));
    expect(deviations(await external.run(asStatus(404, 403), { groups: ['tokens'] }))).not.toEqual([]);
    await external.close();
  });

  describe('finds', () => {
    it.each<[string, string, string, Spoil]>([
      ['a version', 'comparison', 'version', inEnvelope(200, (envelope) => (envelope.version = '1.0'))],
      ['a status code in words', 'comparison', 'statusCode', inEnvelope(200, (e) => (e.statusCode = '200'))],
      ['another status code', 'comparison', 'statusCode', inEnvelope(200, (e) => (e.statusCode = 0))],
      ['a field too many', 'comparison', 'fields', inEnvelope(200, (e) => (e.traceId = 'x'))],
      [
        'a field in other case',
        'comparison',
        'fields',
        inAnswer((answer) => {
          answer.body = answer.body.replace('"messages"', '"Messages"');
        }),
      ],
      ['messages that are no list', 'comparison', 'messages', inEnvelope(200, (e) => (e.messages = 'fine'))],
      ['no messages', 'comparison', 'messages', inEnvelope(200, (e) => (e.messages = []))],
      ['a decision in words', 'comparison', 'isFaceMatch', inResult((result) => (result.isFaceMatch = 'true'))],
      ['a missing decision', 'comparison', 'isFaceMatch', inResult((result) => delete result.isFaceMatch)],
      ['a similarity in words', 'comparison', 'matchingSimilarity', inResult((r) => (r.matchingSimilarity = '0.9'))],
      ['a similarity in percent', 'comparison', 'matchingSimilarity', inResult((r) => (r.matchingSimilarity *= 100))],
      ['an unknown status', 'comparison', 'status', inResult((result) => (result.status = 'OK'))],
      [
        'a picture unlike itself',
        'comparison',
        'the same image twice: similarity',
        inResult((r) => (r.matchingSimilarity = 0.5)),
      ],
      [
        'a picture that does not match itself',
        'comparison',
        'the same image twice: match',
        inResult((r) => (r.isFaceMatch = false)),
      ],
      [
        'another type of content',
        'comparison',
        'Content-Type',
        inAnswer((answer) => {
          answer.headers['content-type'] = 'text/html';
        }),
      ],
      ['a created resource', 'comparison', 'HTTP status', asStatus(200, 201)],
      ['a field too many in the result', 'comparison', 'fields of the result', inResult((r) => (r.quality = 0.9))],
      [
        'a result that varies',
        'comparison',
        'the same request again',
        inResult((r) => (r.matchingSimilarity -= Math.random() / 1e6)),
      ],
      ['a correlation id that is lost', 'comparison', 'x-correlation-id comes back', withoutHeader('x-correlation-id')],
      [
        'one best pair that is not',
        'several faces',
        'the smaller of two faces, and itself: the best pair counts',
        inResult((r) => (r.matchingSimilarity = Math.min(r.matchingSimilarity, 0.9))),
      ],
      [
        'BMP that is not read',
        'formats',
        'BMP as LivenessFace: decoded',
        inResult((r, { body }) => {
          if (body.includes('\r\n\r\nBM')) Object.assign(r, { status: 'InvalidImage', isFaceMatch: false });
        }),
      ],
      [
        'a file judged by its name',
        'formats',
        'wrong names and types: status',
        inResult((r, { body }) => {
          if (body.includes('octet-stream')) r.status = 'InvalidImage';
        }),
      ],
      [
        'a missing face that is a refusal',
        'statuses',
        'no face as LivenessFace',
        inAnswer((answer) => {
          if (answer.body.includes('NoFaceDetected')) answer.status = 400;
        }),
      ],
      [
        'a match without a face',
        'statuses',
        'no face as FaceFromDocument: status',
        inResult((r) => (r.isFaceMatch = true)),
      ],
      [
        'rubbish taken for a picture',
        'statuses',
        'a text as LivenessFace: status',
        inResult((r) => {
          if (r.status === 'InvalidImage') r.status = 'NoFaceDetected';
        }),
      ],
      [
        'a GIF that is read',
        'statuses',
        'a GIF: status',
        inResult((r, { body }) => {
          if (body.includes('GIF8')) r.status = 'Success';
        }),
      ],
      [
        'decisions of no threshold',
        'decisions',
        'one threshold explains all decisions so far',
        inResult((r) => (r.isFaceMatch = r.matchingSimilarity < 0.97)),
      ],
      [
        'a key that makes no difference',
        'idempotency',
        'the same request again: original request id',
        withoutHeader('x-original-request-id'),
      ],
      [
        'a second decision for one key',
        'idempotency',
        'the same request again',
        inResult((r) => (r.matchingSimilarity -= Math.random() / 1e6)),
      ],
      ['a conflict for other pictures', 'idempotency', 'other images with the same key', asStatus(400, 409)],
      ['403 for credentials of nobody', 'tokens', 'GetAppToken for nobody', asStatus(401, 403)],
      [
        'a key set with a private half',
        'tokens',
        'the key set',
        inAnswer((answer) => (answer.body = answer.body.replace('"kty"', '"d":"x","kty"'))),
      ],
      [
        'an OAuth error in other words',
        'tokens',
        '/oauth2/token, nobody',
        inAnswer((answer) => (answer.body = answer.body.replace('invalid_client', 'denied'))),
      ],
      ['a session that opens another', 'tokens', 'GetSessionToken with the token of a session', asStatus(401, 200)],
      [
        'a token of no type',
        'tokens',
        'a token for an application',
        inAnswer((answer) => (answer.body = answer.body.replace('Bearer', 'MAC'))),
      ],
      ['422 in place of 400', 'validation', 'LivenessFace missing', asStatus(400, 422)],
      [
        'a refusal without the name of the field',
        'validation',
        'FaceFromDocument missing: message',
        inEnvelope(400, (e) => (e.messages = ['A file is missing.'])),
      ],
      [
        'a refusal in other words',
        'validation',
        'LivenessFace empty: message',
        inEnvelope(400, (e) => (e.messages = ['LivenessFace: empty'])),
      ],
      ['a refusal with a result', 'validation', 'both missing', inEnvelope(400, (e) => (e.result = {}))],
      [
        'a refusal in RFC 9457',
        'validation',
        'both empty',
        inAnswer((answer) => {
          if (answer.status === 400) answer.body = '{"title":"Bad Request","status":400}';
        }),
      ],
      ['half a form that is compared', 'validation', 'a body cut off in the middle', asStatus(400, 200)],
      ['403 in place of 401', 'authentication', 'no Authorization header', asStatus(401, 403)],
      ['an altered token let in', 'authentication', 'a token with other claims', asStatus(401, 200)],
      ['401 in place of 403', 'authentication', 'a token without services: External', asStatus(403, 401)],
      ['a 401 that names no scheme', 'authentication', 'WWW-Authenticate of a 401', withoutHeader('www-authenticate')],
      ['a large file that is a bad request', 'sizes', 'LivenessFace of 4000001 bytes', asStatus(413, 400)],
      ['a body of any size', 'sizes', 'a body of more than 10 MiB', asStatus(413, 200)],
      [
        'an unknown path without envelope',
        'routes',
        'an unknown path',
        inAnswer((answer) => {
          if (answer.status === 404) answer.body = '{"message":"Not Found"}';
        }),
      ],
      ['an unknown path that is forbidden', 'routes', 'an unknown path without a token', asStatus(404, 403)],
      [
        'a connection that breaks',
        'routes',
        'every request gets a response',
        (_, { path }) => (path === '/unknown' ? 'drop' : undefined),
      ],
    ])(
      '%s',
      async (_, group, check, spoil) => {
        // Groups see earlier responses only through the comparisons.
        const groups = group === 'decisions' ? ['symmetry', group] : [group];
        const found = deviations(await run(spoil, { groups }));
        expect(found).toContain(check);
      },
      60_000,
    );

    it('an order that matters, and how much', async () => {
      const skewed = (by: number): Spoil => {
        let count = 0;
        return inResult((result) => {
          count++;
          if (count % 2 === 0 && result.matchingSimilarity > 0) result.matchingSimilarity -= by;
        });
      };
      const found = async (by: number) => deviations(await run(skewed(by), { groups: ['symmetry'] }));
      expect(await found(0.001)).toEqual(
        expect.arrayContaining(['two faces: the same result both ways', 'two faces: to the last bit']),
      );
      const exact = await found(1e-9);
      expect(exact).toContain('two faces: to the last bit');
      expect(exact).not.toContain('two faces: the same result both ways');
    });

    it('answers that cannot be told apart', async () => {
      const groups = ['routes', 'every response'];
      const without = deviations(await run(withoutHeader('x-request-id'), { groups }));
      expect(without).toContain('x-request-id');
      const same = inAnswer((answer) => {
        answer.headers['x-request-id'] = '1';
      });
      expect(deviations(await run(same, { groups }))).toEqual(['x-request-id differs each time']);
    });

    it('a failure, a stack trace, a 429 out of season and an answer that is kept', async () => {
      const groups = ['validation', 'every response'];
      const found = async (spoil: Spoil) => deviations(await run(spoil, { groups }));
      expect(await found(asStatus(400, 500))).toContain('no 5xx');
      expect(await found(asStatus(400, 429))).toContain('no 429 below 5 requests a second');
      expect(await found(withoutHeader('cache-control'))).toEqual(['Cache-Control of a 200 is no-store']);
      const trace = inEnvelope(400, (e) => e.messages.push('Error at parse (/app/form.js:12:3)'));
      expect(await found(trace)).toContain('no stack trace');
    });
  });
});
