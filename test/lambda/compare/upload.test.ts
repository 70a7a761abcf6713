import { describe, expect, it } from 'vitest';
import { MAX_PARTS } from '../../../lambda/compare/body.ts';
import { MAX_BODY_BYTES } from '../../../lambda/contract/limits.ts';
import {
  BOUNDARY,
  filePart,
  multipartBody,
  multipartType,
  type PartSpec,
  pictureParts,
  textPart,
} from '../../support/multipart.ts';
import { CLIENT_FORMS } from './client-forms.ts';
import { call, compareEvent, createHarness, FIRST, SECOND, SETTINGS } from './harness.ts';

/** Sends parts and gives the answer's status and messages. */
async function send(parts: readonly PartSpec[], request: Parameters<typeof compareEvent>[1] = {}) {
  const harness = createHarness();
  const { statusCode, envelope } = await call(harness, compareEvent(parts, request));
  return { statusCode, messages: envelope.messages, compared: harness.engine.compared };
}

async function sendRaw(body: Buffer | string, contentType = multipartType()) {
  return send([], { body: Buffer.from(body), headers: { 'Content-Type': contentType } });
}

const [LIVENESS, DOCUMENT] = pictureParts(FIRST, SECOND) as [PartSpec, PartSpec];

describe('uploads that HTTP clients write', () => {
  it.each(CLIENT_FORMS)('hands both pictures of $client to the engine, bytes intact', async (form) => {
    const parts = [form.part('LivenessFace', FIRST), form.part('FaceFromDocument', SECOND)];
    const { statusCode, compared } = await sendRaw(multipartBody(parts, form.boundary), form.contentType);
    expect(statusCode).toBe(200);
    expect(compared).toEqual([[FIRST, SECOND]]);
  });

  it("takes what this machine's fetch writes", async () => {
    const data = new FormData();
    data.append('FaceFromDocument', new Blob([SECOND]), 'ид "карта".png');
    data.append('LivenessFace', new Blob([FIRST], { type: 'image/jpeg' }), 'selfie.jpg');
    const wire = new Response(data);
    const type = wire.headers.get('content-type') as string;
    const { compared } = await sendRaw(Buffer.from(await wire.arrayBuffer()), type);
    expect(compared).toEqual([[FIRST, SECOND]]);
  });

  it.each([['content-type'], ['Content-Type'], ['CONTENT-TYPE'], ['cOnTeNt-tYpE']])(
    'reads the header %s',
    async (name) => {
      const { statusCode } = await send([LIVENESS, DOCUMENT], { headers: { [name]: multipartType() } });
      expect(statusCode).toBe(200);
    },
  );

  it('reads the header where only multiValueHeaders has it', async () => {
    const harness = createHarness();
    const event = { ...compareEvent(), headers: null as never };
    expect((await call(harness, event)).statusCode).toBe(200);
  });

  it.each([
    ['no content type', ['Content-Disposition: form-data; name="LivenessFace"']],
    ['an image type', ['Content-Disposition: form-data; name="LivenessFace"', 'Content-Type: image/jpeg']],
    ['a text type', ['Content-Disposition: form-data; name="LivenessFace"', 'Content-Type: text/plain; charset=utf-8']],
    ['octet-stream', ['content-disposition: form-data; name=LivenessFace', 'content-type: application/octet-stream']],
  ])('takes a picture without file name and with %s, bytes intact', async (_, headers) => {
    const bytes = Buffer.from(Array.from({ length: 512 }, (_, i) => i & 0xff));
    const { compared } = await send([{ headers, content: bytes }, DOCUMENT]);
    expect(compared).toEqual([[bytes, SECOND]]);
  });

  it('keeps bytes that look like delimiters', async () => {
    const tricky = Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}\r\n--\r\n\r\n-- ${BOUNDARY}\n--${BOUNDARY}`);
    const { compared } = await send(pictureParts(tricky, SECOND));
    expect(compared).toEqual([[tricky, SECOND]]);
  });

  it('takes text before the first delimiter and after the last', async () => {
    const body = Buffer.concat([Buffer.from('preamble\r\n'), multipartBody([LIVENESS, DOCUMENT]), Buffer.from('tail')]);
    expect((await sendRaw(body)).compared).toEqual([[FIRST, SECOND]]);
  });

  it('ignores other parts, whatever they are', async () => {
    const others = [
      textPart('comment', 'hello'),
      textPart('__proto__', 'x'),
      textPart('constructor[x]', 'x'),
      textPart('LivenessFace[]', 'x'),
      textPart('livenessface', 'x'),
      textPart('n'.repeat(5000), 'x'),
      filePart('attachment', Buffer.alloc(100_000)),
      filePart('empty', '', ''),
      { headers: ['X-Own: no disposition'], content: 'x' },
      { headers: ['Content-Disposition: attachment; name="LivenessFace"'], content: 'x' },
      {
        headers: ['Content-Disposition: form-data; name="t"', 'Content-Type: text/plain; charset=nonsense'],
        content: 'ä',
      },
    ];
    const { statusCode, compared } = await send([...others, LIVENESS, ...others, DOCUMENT, ...others]);
    expect(statusCode).toBe(200);
    expect(compared).toEqual([[FIRST, SECOND]]);
  });

  it.each([
    ['no disposition', ['X-Own: 1']],
    ['another disposition', ['Content-Disposition: attachment; name="x"']],
    ['a line break in the name', ['Content-Disposition: form-data; name="a\rb"']],
    ['a header that is none', ['no colon']],
  ])('ignores a large part with %s, without waiting for the parser in vain', async (_, headers) => {
    const part = { headers, content: Buffer.alloc(1_000_000) };
    const start = performance.now();
    expect((await send([part, LIVENESS, part, DOCUMENT, part])).compared).toEqual([[FIRST, SECOND]]);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('finds the pictures behind as many parts as are allowed', async () => {
    const others = Array.from({ length: MAX_PARTS - 2 }, (_, i) => (i % 2 ? textPart('t', 'x') : filePart('f', 'x')));
    expect((await send([...others, LIVENESS, DOCUMENT])).compared).toEqual([[FIRST, SECOND]]);
  });
});

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
