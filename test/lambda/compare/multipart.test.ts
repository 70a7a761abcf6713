import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseMultipart, within } from '../../../lambda/compare/multipart.ts';
import { asRequestFailure, RequestFailure } from '../../../lambda/compare/request-failure.ts';
import { multipartBody, pictureParts } from '../../support/multipart.ts';

describe('parsing', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('carries nothing of the body in its error', async () => {
    const body = multipartBody([
      { headers: ['Content-Disposition: form-data'], content: 'secret' },
      ...pictureParts('secret', 'secret'),
    ]);
    const headers = { 'content-type': 'multipart/form-data; boundary="----formdata-undici-057508467632"' };
    const error = (await parseMultipart({ headers, body }).catch((thrown: unknown) => thrown)) as RequestFailure;
    expect(error).toBeInstanceOf(RequestFailure);
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify(Object.entries(error)) + error.stack).not.toContain('secret');
  });

  it('that never ends is a 400', async () => {
    vi.useFakeTimers();
    let error: unknown = null;
    const waiting = within(1500, new Promise<never>(() => {})).catch((thrown: unknown) => {
      error = thrown;
    });
    await vi.advanceTimersByTimeAsync(1499);
    expect(error).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(error).toMatchObject({ failure: 'invalidRequest', reason: 'parse-time-out' });
  });

  it('in time gives its result or its own error, and leaves no timer', async () => {
    vi.useFakeTimers();
    expect(await within(1000, Promise.resolve(7))).toBe(7);
    await expect(within(1000, Promise.reject(new TypeError('own')))).rejects.toThrow('own');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an unknown error', () => {
  it.each([[new Error('secret')], ['secret'], [null], [undefined], [{ statusCode: 418, message: 'secret' }]])(
    'becomes a 500 that says nothing: %o',
    (thrown) => {
      const failure = asRequestFailure(thrown);
      expect(failure).toMatchObject({ failure: 'unexpected', messages: ['Unexpected server error.'] });
      expect(JSON.stringify(Object.entries(failure))).not.toContain('secret');
    },
  );
});
