import { describe, expect, it } from 'vitest';
import { MAX_PARTS } from '../../../lambda/compare/body-parts.ts';
import { MAX_BODY_BYTES } from '../../../lambda/contract/limits.ts';
import { BOUNDARY, filePart, multipartBody, type PartSpec, pictureParts, textPart } from '../../support/multipart.ts';
import { call, compareEvent, createHarness, DOCUMENT, LIVENESS, SECOND, SETTINGS, send, sendRaw } from './harness.ts';

const missing = (field: string, parts: string) =>
  `${field} is missing. The form has ${parts}, none with exactly this name; send the image as a file in a part named ${field}.`;
const twice = (field: string, parts = 2) =>
  `${field} was sent more than once. The form has ${parts} parts of this name; exactly 1 is allowed.`;
const contentType = (received: string) =>
  `Content-Type is ${received}; multipart/form-data with the files LivenessFace and FaceFromDocument is required.`;
const notClosed = (bytes: number, parts: string) =>
  `The multipart body is not complete: after ${bytes} bytes and ${parts} its closing delimiter is missing. Send the whole body, with CR LF at the end of each line.`;
const boundaryNotFound = (bytes: number) =>
  `The boundary that Content-Type names does not begin any part in the ${bytes} bytes of the body. Leave the Content-Type header to the HTTP library, which knows the boundary.`;
const MALFORMED =
  'The multipart body is malformed: a part has no name or no readable headers. Every part needs Content-Disposition: form-data with a name.';
const NO_BOUNDARY =
  'Content-Type is multipart/form-data without a valid boundary of 1 to 70 characters. Leave this header to the HTTP library, which knows the boundary.';

const LENGTH = multipartBody([LIVENESS, DOCUMENT]).length;

describe('uploads that are refused', () => {
  it.each<[string, PartSpec[], string[]]>([
    ['no part', [], [missing('LivenessFace', '0 parts'), missing('FaceFromDocument', '0 parts')]],
    ['LivenessFace missing', [DOCUMENT], [missing('LivenessFace', '1 part')]],
    ['FaceFromDocument missing', [LIVENESS], [missing('FaceFromDocument', '1 part')]],
    ['LivenessFace empty', pictureParts('', SECOND), ['LivenessFace is empty.']],
    [
      'FaceFromDocument empty, as browsers send no choice',
      [LIVENESS, filePart('FaceFromDocument', '', '', 'application/octet-stream')],
      ['FaceFromDocument is empty.'],
    ],
    ['an empty text', [textPart('LivenessFace', ''), DOCUMENT], ['LivenessFace is empty.']],
    ['LivenessFace twice', [LIVENESS, LIVENESS, DOCUMENT], [twice('LivenessFace')]],
    ['as file and as text', [LIVENESS, textPart('LivenessFace', 'x'), DOCUMENT], [twice('LivenessFace')]],
    ['three times', [DOCUMENT, DOCUMENT, LIVENESS, DOCUMENT], [twice('FaceFromDocument', 3)]],
    [
      'a name in other letters',
      [{ ...LIVENESS, headers: ['Content-Disposition: form-data; name="livenessface"; filename="a.jpg"'] }, DOCUMENT],
      [missing('LivenessFace', '2 parts')],
    ],
    [
      'several mistakes',
      [DOCUMENT, DOCUMENT, filePart('LivenessFace', '')],
      ['LivenessFace is empty.', twice('FaceFromDocument')],
    ],
    [
      'base64 in a part',
      [{ ...LIVENESS, headers: [...LIVENESS.headers, 'Content-Transfer-Encoding: BASE64'] }, DOCUMENT],
      [
        'The Content-Transfer-Encoding of LivenessFace is base64; allowed are binary, 8bit and 7bit. Send the bytes of the file as they are.',
      ],
    ],
    [
      'an encoding that nobody should read',
      [{ ...LIVENESS, headers: [...LIVENESS.headers, 'Content-Transfer-Encoding: <b>x</b>'] }, DOCUMENT],
      [
        'The Content-Transfer-Encoding of LivenessFace is an unreadable value; allowed are binary, 8bit and 7bit. Send the bytes of the file as they are.',
      ],
    ],
  ])('400: %s', async (_, parts, messages) => {
    const answer = await send(parts);
    expect(answer).toEqual({ statusCode: 400, messages, compared: [] });
  });

  it.each([
    ['the closing delimiter', `--${BOUNDARY}--\r\n`, missing('LivenessFace', '0 parts')],
    [
      'a part without a name but with a file name',
      multipartBody([
        { headers: ['Content-Disposition: form-data; filename="a.jpg"', 'Content-Type: image/jpeg'], content: 'x' },
        LIVENESS,
        DOCUMENT,
      ]),
      MALFORMED,
    ],
    [
      'a part without a name',
      multipartBody([{ headers: ['Content-Disposition: form-data'], content: 'x' }, LIVENESS, DOCUMENT]),
      MALFORMED,
    ],
    [
      'headers without their blank line',
      multipartBody([LIVENESS, DOCUMENT]).toString('latin1').replace('image/jpeg\r\n\r\n', 'image/jpeg\r\n'),
      missing('LivenessFace', '2 parts (1 without readable form-data headers)'),
    ],
    [
      'a body cut inside a file',
      multipartBody([LIVENESS, DOCUMENT]).subarray(0, -60),
      notClosed(LENGTH - 60, '2 parts'),
    ],
    ['a body cut inside the headers', multipartBody([LIVENESS, DOCUMENT]).subarray(0, 60), notClosed(60, '1 part')],
    [
      'another boundary',
      multipartBody([LIVENESS, DOCUMENT], 'other'),
      boundaryNotFound(multipartBody([LIVENESS, DOCUMENT], 'other').length),
    ],
    [
      'line feeds without carriage returns',
      multipartBody([LIVENESS, DOCUMENT]).toString('latin1').replaceAll('\r\n', '\n'),
      notClosed(LENGTH - 13, '1 part'),
    ],
    [
      'no bytes',
      '',
      'The body is empty; multipart/form-data with the files LivenessFace and FaceFromDocument is required.',
    ],
    ['a parameter block', 'LivenessFace=a&FaceFromDocument=b', boundaryNotFound(33)],
  ])('400: %s', async (_, body, message) => {
    const answer = await sendRaw(typeof body === 'string' ? Buffer.from(body, 'latin1') : body);
    expect(answer.statusCode).toBe(400);
    expect(answer.messages[0]).toBe(message);
    expect(answer.compared).toEqual([]);
  });

  it.each([
    ['application/json', contentType('application/json')],
    ['multipart/mixed; boundary=x', contentType('multipart/mixed')],
    ['<script>', contentType('an unreadable value')],
    ['', contentType('an unreadable value')],
    ['multipart/form-data', NO_BOUNDARY],
    ['multipart/form-data; boundary="', NO_BOUNDARY],
  ])('400: Content-Type %j', async (type, message) => {
    const { statusCode, messages } = await sendRaw(multipartBody([LIVENESS, DOCUMENT]), type);
    expect({ statusCode, messages }).toEqual({ statusCode: 400, messages: [message] });
  });

  it('400: no Content-Type', async () => {
    const { statusCode, messages } = await send([LIVENESS, DOCUMENT], { headers: {} });
    expect({ statusCode, messages }).toEqual({
      statusCode: 400,
      messages: [
        'The Content-Type header is missing; multipart/form-data with the files LivenessFace and FaceFromDocument is required.',
      ],
    });
  });

  it('400: multipart that the gateway read as text', async () => {
    const { statusCode, messages } = await send([LIVENESS, DOCUMENT], { binary: false });
    expect(statusCode).toBe(400);
    expect(messages).toEqual([
      'The body did not arrive as binary data (isBase64Encoded is false). Send it with Content-Type multipart/form-data; in the gateway this type must be a binary media type.',
    ]);
  });

  it('400: more parts than are allowed, rather than dropping ours', async () => {
    const others = Array.from({ length: MAX_PARTS - 1 }, () => textPart('t', 'x'));
    const { statusCode, messages, compared } = await send([...others, LIVENESS, DOCUMENT]);
    expect({ statusCode, messages, compared }).toEqual({
      statusCode: 400,
      messages: ['The body has more than 1,000 parts; the files LivenessFace and FaceFromDocument are expected.'],
      compared: [],
    });
  });

  it('413: a picture above the limit, naming field, size and limit', async () => {
    const harness = createHarness({ settings: { ...SETTINGS, maxFileBytes: 1000 } });
    const event = compareEvent(pictureParts(Buffer.alloc(1000), Buffer.alloc(1001)));
    const { statusCode, envelope } = await call(harness, event);
    expect(statusCode).toBe(413);
    expect(envelope.messages).toEqual(['FaceFromDocument is 1,001 bytes; at most 1,000 are allowed.']);
    expect(harness.engine.compared).toEqual([]);
  });

  it('413 before 400: one picture too large and the other missing', async () => {
    const harness = createHarness({ settings: { ...SETTINGS, maxFileBytes: 1000 } });
    const parts = [LIVENESS, filePart('LivenessFace', Buffer.alloc(2000))];
    expect((await call(harness, compareEvent(parts))).envelope.messages).toEqual([
      'LivenessFace is 2,000 bytes; at most 1,000 are allowed.',
    ]);
  });

  it('200: pictures of exactly the limits; 413: a body one byte above', async () => {
    const overhead = multipartBody(pictureParts('', '')).length;
    const of = (total: number) => pictureParts(Buffer.alloc(4_000_000), Buffer.alloc(total - overhead - 4_000_000));
    expect((await send(of(MAX_BODY_BYTES))).statusCode).toBe(200);
    const { statusCode, messages } = await send(of(MAX_BODY_BYTES + 1));
    expect(statusCode).toBe(413);
    expect(messages).toEqual(['The body is 4,500,001 bytes; at most 4,500,000 are allowed for both images together.']);
  });

  it('413 before 400: too large and of a wrong type', async () => {
    const { statusCode } = await sendRaw(Buffer.alloc(MAX_BODY_BYTES + 1), 'application/json');
    expect(statusCode).toBe(413);
  });
});
