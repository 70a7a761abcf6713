import { describe, expect, it } from 'vitest';
import { MAX_PARTS } from '../../../lambda/compare/body.ts';
import { MAX_BODY_BYTES } from '../../../lambda/contract/limits.ts';
import { BOUNDARY, filePart, multipartBody, type PartSpec, pictureParts, textPart } from '../../support/multipart.ts';
import { call, compareEvent, createHarness, DOCUMENT, LIVENESS, SECOND, SETTINGS, send, sendRaw } from './harness.ts';

describe('uploads that are refused', () => {
  it.each<[string, PartSpec[], string[]]>([
    ['no part', [], ['LivenessFace is missing.', 'FaceFromDocument is missing.']],
    ['LivenessFace missing', [DOCUMENT], ['LivenessFace is missing.']],
    ['FaceFromDocument missing', [LIVENESS], ['FaceFromDocument is missing.']],
    ['LivenessFace empty', pictureParts('', SECOND), ['LivenessFace is empty.']],
    [
      'FaceFromDocument empty, as browsers send no choice',
      [LIVENESS, filePart('FaceFromDocument', '', '', 'application/octet-stream')],
      ['FaceFromDocument is empty.'],
    ],
    ['an empty text', [textPart('LivenessFace', ''), DOCUMENT], ['LivenessFace is empty.']],
    ['LivenessFace twice', [LIVENESS, LIVENESS, DOCUMENT], ['LivenessFace was sent more than once.']],
    [
      'as file and as text',
      [LIVENESS, textPart('LivenessFace', 'x'), DOCUMENT],
      ['LivenessFace was sent more than once.'],
    ],
    ['three times', [DOCUMENT, DOCUMENT, LIVENESS, DOCUMENT], ['FaceFromDocument was sent more than once.']],
    [
      'several mistakes',
      [DOCUMENT, DOCUMENT, filePart('LivenessFace', '')],
      ['LivenessFace is empty.', 'FaceFromDocument was sent more than once.'],
    ],
    [
      'base64 in a part',
      [{ ...LIVENESS, headers: [...LIVENESS.headers, 'Content-Transfer-Encoding: BASE64'] }, DOCUMENT],
      ['LivenessFace has a Content-Transfer-Encoding. Send the bytes of the file as they are.'],
    ],
  ])('400: %s', async (_, parts, messages) => {
    const answer = await send(parts);
    expect(answer).toEqual({ statusCode: 400, messages, compared: [] });
  });

  it.each([
    ['the closing delimiter', `--${BOUNDARY}--\r\n`, 'LivenessFace is missing.'],
    [
      'a part without a name but with a file name',
      multipartBody([
        { headers: ['Content-Disposition: form-data; filename="a.jpg"', 'Content-Type: image/jpeg'], content: 'x' },
        LIVENESS,
        DOCUMENT,
      ]),
      'The multipart body is malformed.',
    ],
    [
      'a part without a name',
      multipartBody([{ headers: ['Content-Disposition: form-data'], content: 'x' }, LIVENESS, DOCUMENT]),
      'The multipart body is malformed.',
    ],
    [
      'headers without their blank line',
      multipartBody([LIVENESS, DOCUMENT]).toString('latin1').replace('image/jpeg\r\n\r\n', 'image/jpeg\r\n'),
      'LivenessFace is missing.',
    ],
    [
      'a body cut inside a file',
      multipartBody([LIVENESS, DOCUMENT]).subarray(0, -60),
      'The multipart body is not complete: its closing delimiter is missing.',
    ],
    [
      'a body cut inside the headers',
      multipartBody([LIVENESS, DOCUMENT]).subarray(0, 60),
      'The multipart body is not complete: its closing delimiter is missing.',
    ],
    [
      'another boundary',
      multipartBody([LIVENESS, DOCUMENT], 'other'),
      'The multipart body is not complete: its closing delimiter is missing.',
    ],
    [
      'line feeds without carriage returns',
      multipartBody([LIVENESS, DOCUMENT]).toString('latin1').replaceAll('\r\n', '\n'),
      'The multipart body is not complete: its closing delimiter is missing.',
    ],
    ['no bytes', '', 'The body is empty.'],
    [
      'a parameter block',
      'LivenessFace=a&FaceFromDocument=b',
      'The multipart body is not complete: its closing delimiter is missing.',
    ],
  ])('400: %s', async (_, body, message) => {
    const answer = await sendRaw(typeof body === 'string' ? Buffer.from(body, 'latin1') : body);
    expect(answer.statusCode).toBe(400);
    expect(answer.messages[0]).toBe(message);
    expect(answer.compared).toEqual([]);
  });

  it.each([
    ['application/json', 'Expected Content-Type multipart/form-data but received application/json.'],
    ['multipart/mixed; boundary=x', 'Expected Content-Type multipart/form-data but received multipart/mixed.'],
    ['<script>', 'Expected Content-Type multipart/form-data but received something else.'],
    ['', 'Expected Content-Type multipart/form-data but received something else.'],
    ['multipart/form-data', 'The Content-Type header has no valid boundary parameter.'],
    ['multipart/form-data; boundary="', 'The Content-Type header has no valid boundary parameter.'],
  ])('400: Content-Type %j', async (type, message) => {
    const { statusCode, messages } = await sendRaw(multipartBody([LIVENESS, DOCUMENT]), type);
    expect({ statusCode, messages }).toEqual({ statusCode: 400, messages: [message] });
  });

  it('400: no Content-Type', async () => {
    const { statusCode, messages } = await send([LIVENESS, DOCUMENT], { headers: {} });
    expect({ statusCode, messages }).toEqual({
      statusCode: 400,
      messages: ['The Content-Type header is missing. Send multipart/form-data.'],
    });
  });

  it('400: multipart that the gateway read as text', async () => {
    const { statusCode, messages } = await send([LIVENESS, DOCUMENT], { binary: false });
    expect(statusCode).toBe(400);
    expect(messages).toEqual(['The body did not arrive as binary data (isBase64Encoded is false).']);
  });

  it('400: more parts than are allowed, rather than dropping ours', async () => {
    const others = Array.from({ length: MAX_PARTS - 1 }, () => textPart('t', 'x'));
    const { statusCode, messages, compared } = await send([...others, LIVENESS, DOCUMENT]);
    expect({ statusCode, messages, compared }).toEqual({
      statusCode: 400,
      messages: [`The body has more than ${MAX_PARTS} parts.`],
      compared: [],
    });
  });

  it('413: a picture above the limit, naming field, size and limit', async () => {
    const harness = createHarness({ settings: { ...SETTINGS, maxFileBytes: 1000 } });
    const event = compareEvent(pictureParts(Buffer.alloc(1000), Buffer.alloc(1001)));
    const { statusCode, envelope } = await call(harness, event);
    expect(statusCode).toBe(413);
    expect(envelope.messages).toEqual(['FaceFromDocument has 1001 bytes; at most 1000 bytes are allowed.']);
    expect(harness.engine.compared).toEqual([]);
  });

  it('413 before 400: one picture too large and the other missing', async () => {
    const harness = createHarness({ settings: { ...SETTINGS, maxFileBytes: 1000 } });
    const parts = [LIVENESS, filePart('LivenessFace', Buffer.alloc(2000))];
    expect((await call(harness, compareEvent(parts))).envelope.messages).toEqual([
      'LivenessFace has 2000 bytes; at most 1000 bytes are allowed.',
    ]);
  });

  it('200: pictures of exactly the limits; 413: a body one byte above', async () => {
    const overhead = multipartBody(pictureParts('', '')).length;
    const of = (total: number) => pictureParts(Buffer.alloc(4_000_000), Buffer.alloc(total - overhead - 4_000_000));
    expect((await send(of(MAX_BODY_BYTES))).statusCode).toBe(200);
    const { statusCode, messages } = await send(of(MAX_BODY_BYTES + 1));
    expect(statusCode).toBe(413);
    expect(messages).toEqual(['The body has 4500001 bytes; at most 4500000 bytes are allowed.']);
  });

  it('413 before 400: too large and of a wrong type', async () => {
    const { statusCode } = await sendRaw(Buffer.alloc(MAX_BODY_BYTES + 1), 'application/json');
    expect(statusCode).toBe(413);
  });
});
