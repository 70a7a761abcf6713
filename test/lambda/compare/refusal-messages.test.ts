import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../../lambda/contract/failures.ts';
import { REFUSALS } from '../../../lambda/contract/refusals.ts';
import { ADVICE } from '../../../lambda/contract/status.ts';
import { filePart, textPart } from '../../support/multipart.ts';
import { CALLER, call, compareEvent, createHarness, DOCUMENT, LIVENESS, NOW, send, sendRaw } from './harness.ts';
import { afterEarlier } from './idempotency/earlier-request.ts';
import { REFUSED_REQUESTS } from './refused-requests.ts';

const requests = Object.entries(REFUSED_REQUESTS).map(([name, request]) => ({ name, ...request }));

describe('the message of a refusal', () => {
  it.each(requests)('names what is wrong, what was found and what is allowed: $name', async (request) => {
    const idempotency = await afterEarlier(request.earlier, () => NOW);
    const harness = createHarness({ sessions: { count: async () => false }, idempotency });
    const session = request.usedUp === true ? { sessionId: 's-1', sessionComparisons: 5 } : {};
    const event = compareEvent([], {
      body: request.body,
      headers: { ...request.headers, ...(request.contentType === null ? {} : { 'Content-Type': request.contentType }) },
      ...(request.details === undefined ? {} : { query: { details: request.details } }),
      binary: request.asText !== true,
      authorizer: { ...CALLER, ...session, ...(request.expired === true ? { exp: NOW / 1000 - 1 } : {}) },
    });
    const { statusCode, envelope } = await call(harness, event);
    const { failure } = REFUSALS[request.name as keyof typeof REFUSALS];
    expect(statusCode).toBe(FAILURES[failure].statusCode);
    const [message] = envelope.messages;
    expect(message).toMatch(request.names);
    expect(message).toMatch(request.found);
    expect(message).toMatch(request.allowed);
    expect(harness.items).toEqual([]);
  });

  const general = Object.entries(FAILURES).map(([name, { message }]) => ({ name, message }));
  const exact = Object.entries(REFUSALS).map(([name, { message, example }]) => ({
    name,
    message: (message as (...found: unknown[]) => string)(...example),
  }));
  const advice = Object.entries(ADVICE).map(([name, message]) => ({ name, message: `LivenessFace: ${message}` }));
  it.each([...general, ...exact, ...advice])('is made of short sentences: $name', ({ message }) => {
    expect(message).toMatch(/^[A-Z][ -~]*\.$/);
    expect(message.length).toBeLessThanOrEqual(220);
  });

  it.each([
    ['forbidden', /services: External/],
    ['unauthorized', /word Bearer before it is missing.*Authorization: Bearer TOKEN/],
    ['notFound', /POST \/ExtFaceComparison\/Compare/],
    ['tooLarge', /4,500,000 bytes/],
    ['rateLimited', /Retry-After/],
    ['invalidRequest', /files LivenessFace and FaceFromDocument/],
  ] as const)('says what to send where the gateway refuses: %s', (name, words) => {
    expect(FAILURES[name].message).toMatch(words);
  });

  it.each(Object.entries(ADVICE))('says what to do next for status %s', (_, advice) => {
    expect(advice).toMatch(/\. (Re-capture|Send|Try again)\b/);
  });
});

describe('a message never repeats', () => {
  const canary = 'Zq7Kanarienvogel';

  it.each([
    ['a file name', [filePart('LivenessFace', '', `${canary}.jpg`), DOCUMENT]],
    ['the name of a part', [textPart(canary, 'x'), DOCUMENT]],
    ['the type of a part', [filePart('LivenessFace', '', 'a.jpg', `image/${canary}`), DOCUMENT]],
    ['text of a part', [textPart('LivenessFace', canary), textPart('LivenessFace', canary), DOCUMENT]],
  ])('%s', async (_, parts) => {
    const { statusCode, messages } = await send(parts);
    expect(statusCode).toBe(400);
    expect(messages.join().toLowerCase()).not.toContain(canary.toLowerCase());
  });

  it.each([canary, '', 'true '])('a value of details that is long or of other characters: %j', async (details) => {
    const { statusCode, messages } = await send([LIVENESS, DOCUMENT], { query: { details } });
    expect(statusCode).toBe(400);
    expect(messages).toEqual([
      expect.stringMatching(/^The query parameter details is another value; allowed are true/),
    ]);
  });

  it.each([
    ['long', `application/${'x'.repeat(200)}`],
    ['with a parameter', `text/plain; a=${canary}`],
    ['of other letters', 'text/<svg onload=alert(1)>'],
    ['of several lines', 'text/plain\r\nx-injected: 1'],
  ])('a Content-Type that is %s', async (_, type) => {
    const { statusCode, messages } = await sendRaw('x', type);
    expect(statusCode).toBe(400);
    expect(messages.join()).toMatch(/^Content-Type is (text\/plain|an unreadable value);/);
  });
});
