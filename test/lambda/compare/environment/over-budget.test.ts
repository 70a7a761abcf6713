import { describe, expect, it } from 'vitest';
import { nativeWork, WorkBudget } from '../../../../lambda/face/budget/work-budget.ts';
import type { Comparison } from '../../../../lambda/face/comparison.ts';
import { lambdaContext, proxyEvent } from '../../../support/events.ts';
import { call, compareEvent, comparison, createHarness } from '../harness.ts';

/** Native work that ends when `finish` is called. */
function nativeCode() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { run: () => nativeWork(() => promise), finish: resolve };
}

/** A harness whose engine returns what `compare` returns, with the list of events in their order. */
function harnessOf(compare: () => Promise<Comparison>) {
  const events: string[] = [];
  const harness = createHarness({
    log: (line) => events.push(String(line.message ?? 'metrics')),
    endEnvironment: () => events.push('end'),
  });
  harness.engine.compare = compare;
  return { harness, events };
}

/** The first image could not be decoded in time, so the second was not looked at. */
const OVERRUN: Comparison = { ...comparison(null, ['InvalidImage', 'Success']), samePicture: false };
const overrun = (): Comparison => ({ ...OVERRUN, pictures: [OVERRUN.pictures[0], null] });

describe('work that takes more time than a request has', () => {
  it('in decoding is InvalidImage of the one picture, and the environment ends once the answer is given', async () => {
    const native = nativeCode();
    const { harness, events } = harnessOf(async () => {
      native.run().catch(() => {});
      return overrun();
    });
    const { statusCode, envelope } = await call(harness, compareEvent(undefined, { query: { details: 'true' } }));
    expect(statusCode).toBe(200);
    expect(envelope.messages).toEqual([expect.stringMatching(/^LivenessFace: the image could not be decoded/)]);
    expect(envelope.result).toMatchObject({
      isFaceMatch: false,
      matchingSimilarity: 0,
      status: 'InvalidImage',
      details: { faceFromDocument: { width: 0, facesFound: 0, chosen: null, faces: [] } },
    });
    expect(harness.items).toHaveLength(1);
    expect(harness.items[0]).toMatchObject({
      status: 'InvalidImage',
      livenessFace: { status: 'InvalidImage' },
      faceFromDocument: { status: null, facesFound: 0 },
    });
    expect(events).toEqual(['request', 'metrics', 'end']);
    native.finish();
  });

  it('in inference is Error, with its item, and no reason to end', async () => {
    const lines: Record<string, unknown>[] = [];
    let ended = false;
    const harness = createHarness({
      log: (line) => lines.push(line),
      endEnvironment: () => {
        ended = true;
      },
    });
    harness.engine.compare = async () => {
      const budget = new WorkBudget(0);
      budget.close();
      return budget.run(() => nativeWork(async () => comparison(0.9)));
    };
    const { statusCode, envelope } = await call(harness, compareEvent());
    expect([statusCode, envelope.result?.status, envelope.result?.isFaceMatch]).toEqual([200, 'Error', false]);
    expect(harness.items).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'ERROR', reason: 'over-budget', errorName: 'OverBudgetError' });
    expect(lines[0]).not.toHaveProperty('abandonedWork');
    expect(ended).toBe(false);
  });

  it('or than Lambda gives is the 500 of a time-out, and the environment ends', async () => {
    const native = nativeCode();
    const { harness, events } = harnessOf(() => native.run().then(() => comparison(0.9)));
    const { statusCode } = await harness.handler(compareEvent(), lambdaContext(400));
    expect([statusCode, harness.items]).toEqual([500, []]);
    expect(events).toEqual(['request', 'metrics', 'end']);
    native.finish();
  });

  it('is in the log, in a metric, and makes the environment unhealthy until it has ended', async () => {
    const native = nativeCode();
    const harness = createHarness();
    harness.engine.compare = async () => {
      native.run().catch(() => {});
      return overrun();
    };
    await call(harness, compareEvent());
    expect(harness.lines[0]).toMatchObject({ level: 'ERROR', status: 'InvalidImage', abandonedWork: true });
    expect(harness.lines[1]).toMatchObject({ AbandonedWork: 1, Comparisons: 1 });
    const health = () => call(harness, proxyEvent({ path: '/health' }));
    const bad = await health();
    expect([bad.statusCode, bad.envelope.messages]).toEqual([
      503,
      ['Work on an image was abandoned and has not ended yet.'],
    ]);
    native.finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await health()).statusCode).toBe(200);
  });

  it('is no matter where everything ends in time', async () => {
    const { harness, events } = harnessOf(async () => {
      await nativeWork(async () => {});
      return comparison(0.9);
    });
    expect((await call(harness, compareEvent())).envelope.result?.status).toBe('Success');
    expect(events).toEqual(['request', 'metrics']);
  });
});
