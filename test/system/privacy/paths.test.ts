import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HEALTH_PATH } from '../../../lambda/contract/fields.ts';
import { type ComparisonStatus, STATUSES } from '../../../lambda/contract/status.ts';
import { filesOf } from '../../../layers/assemble.ts';
import { dynamoDbError } from '../../support/dynamodb-proxy.ts';
import type { ProxyRequest } from '../../support/events.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { noSandbox } from '../image/sandbox.ts';
import type { CanaryPicture } from './canary-pictures.ts';
import { STEPS, type StepName, WAITING_STEPS } from './instrumented-bundle.ts';
import { IDEMPOTENCY_KEY } from './requests.ts';
import { type PrivacySetup, privacySetup } from './setup.ts';
import type { Tapped, TappedFunction } from './taps.ts';

const reason = process.platform === 'linux' ? noModels : 'its native libraries are for Linux';
const walls = noSandbox === null ? 'in the sandbox' : `NOT in a sandbox, since ${noSandbox}`;
/** Milliseconds: enough for a comparison, and short enough to wait for its end. */
const SHORT_MS = 2_500;

describeUnless(reason, `nothing of a request gets out of the compare function, ${walls}`, () => {
  let setup: PrivacySetup;
  let image: TappedFunction;
  let instrumented: TappedFunction;
  /** The same function, which Lambda ends after a short time. */
  let hurried: TappedFunction;
  /** When the files of the image were last changed. */
  let changed: number[];
  const statuses = new Set<ComparisonStatus>();

  beforeAll(async () => {
    setup = await privacySetup();
    changed = await changeTimes();
    image = await setup.tapped(setup.image);
    instrumented = await setup.tapped(setup.instrumented);
    hurried = await setup.tapped(setup.instrumented, { timeoutMs: SHORT_MS });
  });
  afterAll(() => setup?.close());
  afterEach(() => setup.proxy.reset());

  const changeTimes = async () => (await filesOf(setup.image)).map((file) => statSync(join(setup.image, file)).mtimeMs);

  type Name = keyof PrivacySetup['pictures'];
  const pair = (first: Name, second: Name): [CanaryPicture, CanaryPicture] => [
    setup.pictures[first],
    setup.pictures[second],
  ];
  const answerOf = ({ outcome }: Tapped) => {
    if (outcome.kind === 'error') return { statusCode: outcome.errorType, status: undefined };
    const { statusCode, body } = outcome.payload as { statusCode: number; body: string };
    const status = JSON.parse(body).result?.status as ComparisonStatus | undefined;
    if (status !== undefined) statuses.add(status);
    return { statusCode, status };
  };
  const compare = async (first: Name, second: Name, change: ProxyRequest = {}, by: TappedFunction = image) => {
    const { event, secrets } = await setup.request(pair(first, second), change);
    return by.invoke(event, secrets, { details: change.query?.details === 'true' });
  };
  /** Compares with a fault in a step of the instrumented function. */
  const fault = (step: StepName, action: string, by = instrumented) =>
    compare('jpeg', 'png', { headers: { 'x-instrument': `${step} ${action}` } }, by);

  describe('when it answers', () => {
    it.each<[ComparisonStatus, Name, Name]>([
      ['Success', 'jpeg', 'jpeg'],
      ['Success', 'jpeg', 'png'],
      ['Success', 'bmp', 'tiff'],
      ['NoFaceDetected', 'jpeg', 'nobody'],
      ['InvalidImage', 'cut', 'png'],
      ['InvalidImage', 'jpeg', 'text'],
      ['LowQuality', 'tiny', 'jpeg'],
    ])('%s for %s and %s', async (status, first, second) => {
      const tapped = await compare(first, second);
      expect(tapped.findings).toEqual([]);
      expect(answerOf(tapped)).toEqual({ statusCode: 200, status });
      expect(tapped.writes).toBe(1);
      expect(tapped.written).toContain('"message":"request"');
    });

    it('with details: landmarks to the caller, and to nobody else', async () => {
      const tapped = await compare('jpeg', 'png', { query: { details: 'true' } });
      expect(tapped.findings).toEqual([]);
      const { event, secrets } = await setup.request(pair('jpeg', 'png'), { query: { details: 'true' } });
      const strict = await image.invoke(event, secrets);
      expect(strict.findings.map(({ channel, secret }) => [channel, secret])).toEqual([['answer', 'landmarks']]);
    });

    it('with an Idempotency-Key: the first request, its repetitions and one with other pictures', async () => {
      const change = { headers: { 'Idempotency-Key': IDEMPOTENCY_KEY } };
      const repeated = { ...change, query: { details: 'true' } };
      for (const [first, second, sent, statusCode, operations] of [
        ['jpeg', 'png', change, 200, ['PutItem', 'TransactWriteItems']],
        ['jpeg', 'png', change, 200, ['PutItem', 'GetItem']],
        ['jpeg', 'png', repeated, 200, ['PutItem', 'GetItem']],
        ['png', 'jpeg', change, 400, ['PutItem', 'GetItem']],
      ] as const) {
        const tapped = await compare(first, second, sent);
        expect(tapped.findings).toEqual([]);
        expect(answerOf(tapped).statusCode).toBe(statusCode);
        const targets = setup.proxy.requests.map(
          (request) => /DynamoDB_\d+\.(\w+)/.exec(request.toString('latin1'))?.[1],
        );
        // A process that has just started opens its connection first.
        expect(targets.slice(-2)).toEqual(operations);
      }
    });

    it.each<[ComparisonStatus, StepName, string]>([
      ['EmptyImage', 'pictures', 'empty'],
      ['LandmarksNotDetected', 'detect', 'no-landmarks'],
      ['Error', 'embed', 'throw'],
    ])('%s, which only chance or a defect brings about', async (status, step, action) => {
      const tapped = await fault(step, action);
      expect(tapped.findings).toEqual([]);
      expect(answerOf(tapped)).toEqual({ statusCode: 200, status });
    });

    it('every status was seen', () => {
      expect([...statuses].sort()).toEqual([...STATUSES].sort());
    });

    it('how it is', async () => {
      const tapped = await compare('jpeg', 'png', { method: 'GET', path: HEALTH_PATH });
      expect([tapped.findings, answerOf(tapped).statusCode]).toEqual([[], 200]);
    });
  });

  describe('when it refuses', () => {
    const cut = (event: { body: string | null }, bytes: number) =>
      Buffer.from(event.body!, 'base64').subarray(0, bytes);

    it.each<[string, number, () => Promise<Tapped>]>([
      ['no multipart', 400, () => compare('jpeg', 'png', { headers: { 'Content-Type': 'application/json' } })],
      ['no boundary', 400, () => compare('jpeg', 'png', { headers: { 'Content-Type': 'multipart/form-data' } })],
      [
        'another boundary',
        400,
        () => compare('jpeg', 'png', { headers: { 'Content-Type': 'multipart/form-data; boundary=x' } }),
      ],
      [
        'a body cut in a picture',
        400,
        async () => {
          const { event } = await setup.request(pair('jpeg', 'png'));
          return compare('jpeg', 'png', { body: cut(event, 40_000) });
        },
      ],
      [
        'a body without blank lines',
        400,
        async () => {
          const { event } = await setup.request(pair('jpeg', 'png'));
          const text = Buffer.from(event.body!, 'base64').toString('latin1').replaceAll('\r\n\r\n', '\r\n');
          return compare('jpeg', 'png', { body: Buffer.from(text, 'latin1') });
        },
      ],
      [
        'parts without names',
        400,
        async () => {
          const { event } = await setup.request(pair('jpeg', 'png'));
          const text = Buffer.from(event.body!, 'base64')
            .toString('latin1')
            .replaceAll(/ name="\w+";/g, '');
          return compare('jpeg', 'png', { body: Buffer.from(text, 'latin1') });
        },
      ],
      ['a body that came as text', 400, () => compare('jpeg', 'png', { binary: false })],
      ['no body', 400, () => compare('jpeg', 'png', { body: null })],
      ['a picture that is too large', 413, () => compare('large', 'tiny')],
      ['a body that is too large', 413, () => compare('large', 'bmp')],
      ['a token that expired', 401, () => compare('jpeg', 'png', { authorizer: { client: 'client-1', exp: 1 } })],
      ['nobody before it', 500, () => compare('jpeg', 'png', { authorizer: null })],
      ['another path', 404, () => compare('jpeg', 'png', { path: '/ExtFaceComparison/canary-path-abcdefgh' })],
      ['another method', 404, () => compare('jpeg', 'png', { method: 'PUT' })],
    ])('%s: %i', async (_, statusCode, send) => {
      const tapped = await send();
      expect(tapped.findings).toEqual([]);
      expect(answerOf(tapped).statusCode).toBe(statusCode);
      expect(tapped.writes).toBe(0);
      expect(tapped.written).not.toContain('canary-path');
    });
  });

  describe('when DynamoDB', () => {
    it.each<[string, PrivacySetup['proxy']['behave']]>([
      ['refuses', (request) => request.answer(dynamoDbError(400, 'AccessDeniedException'))],
      [
        'quotes the item in its refusal',
        (request) => request.answer(dynamoDbError(400, 'ValidationException', request.body.toString('utf8'))),
      ],
      ['throttles', (request) => request.answer(dynamoDbError(400, 'ThrottlingException'))],
      ['is broken', (request) => request.answer(dynamoDbError(500, 'InternalServerError'))],
      ['answers nonsense', (request) => request.answer({ status: 500, headers: {}, body: '<html>' })],
      ['drops the connection', (request) => request.drop()],
      ['does not answer', () => {}],
    ])('%s', async (_, behave) => {
      setup.proxy.behave = behave;
      const tapped = await compare('jpeg', 'png');
      expect(tapped.findings).toEqual([]);
      expect(answerOf(tapped).statusCode).toBe(500);
      expect(tapped.written).toContain('"reason":"audit"');
    });
  });

  describe('when a step', () => {
    it.each(STEPS)('throws an error that quotes the request: %s', async (step) => {
      const tapped = await fault(step, 'throw');
      expect(tapped.findings).toEqual([]);
      expect(tapped.written).toContain('"errorName":"RangeError"');
    });

    // Lambda gives the function 20 s; the function knows of fewer. A busy machine must not end it before it responds.
    it.each(WAITING_STEPS)('never ends: %s', async (step) => {
      const tapped = await fault(step, `hang ${SHORT_MS}`);
      expect(tapped.findings).toEqual([]);
      expect(answerOf(tapped).statusCode).toBe(500);
      expect(tapped.written).toContain('"reason":"time-out"');
    });

    it('that reads the upload never ends, its own time limit with it', async () => {
      const tapped = await fault('parse', `hang ${SHORT_MS}`);
      expect(tapped.findings).toEqual([]);
      expect(answerOf(tapped).statusCode).toBe(500);
      expect(tapped.written).toContain('"reason":"time-out"');
    });

    it('holds the processor', async () => {
      const tapped = await fault('embed', 'busy', hurried);
      expect(tapped.findings).toEqual([]);
      expect(answerOf(tapped).statusCode).toBe('Sandbox.Timedout');
    });

    it.each(['uncaught', 'rejection'])('leaves an error behind that nothing catches: %s', async (action) => {
      const tapped = await fault('decode', action);
      expect(tapped.findings).toEqual([]);
      expect(answerOf(tapped).statusCode).toBe('Runtime.ExitError');
      // One line, no stack.
      expect(tapped.written).toMatch(/^\{"level":"ERROR","message":"crash","errorName":"(RangeError|Error)"\}$/m);
      expect(tapped.written).not.toMatch(/^ +at /m);
    });

    it.each(['exit', 'abort', 'segv'])('ends the process: %s', async (action) => {
      const tapped = await fault('embed', action);
      expect(tapped.findings).toEqual([]);
      expect(answerOf(tapped).statusCode).toBe('Runtime.ExitError');
    });

    it('did all that, and the next request is served', async () => {
      expect(answerOf(await compare('jpeg', 'png', {}, instrumented))).toEqual({ statusCode: 200, status: 'Success' });
    });
  });

  it('its own files are as they were', async () => {
    expect(await changeTimes()).toEqual(changed);
    const digest = (folder: string) =>
      createHash('sha256')
        .update(readFileSync(join(folder, 'models/manifest.json')))
        .digest('hex');
    expect(digest(setup.image)).toBe(digest(setup.instrumented));
  });
});
