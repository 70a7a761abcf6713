import { describe, expect, it } from 'vitest';
import { MAX_PARTS } from '../../../lambda/compare/body-parts.ts';
import { CLIENT_FORMS } from '../../support/clients/client-forms.ts';
import { wireBody } from '../../support/clients/wire-form.ts';
import { WIRE_RECORDINGS } from '../../support/clients/wire-recordings.ts';
import { BOUNDARY, filePart, multipartBody, multipartType, pictureParts, textPart } from '../../support/multipart.ts';
import { call, compareEvent, createHarness, DOCUMENT, FIRST, LIVENESS, SECOND, send, sendRaw } from './harness.ts';

describe('uploads that HTTP clients write', () => {
  it.each(CLIENT_FORMS)('hands both pictures of $client to the engine, bytes intact', async (form) => {
    const parts = [form.part('LivenessFace', FIRST), form.part('FaceFromDocument', SECOND)];
    const { statusCode, compared } = await sendRaw(multipartBody(parts, form.boundary), form.contentType);
    expect(statusCode).toBe(200);
    expect(compared).toEqual([[FIRST, SECOND]]);
  });

  it.each(WIRE_RECORDINGS)('takes what $client writes ($origin)', async (recording) => {
    const type = recording.head.find((line) => /^content-type:/i.test(line))!.slice('content-type: '.length);
    const { statusCode, compared } = await sendRaw(wireBody(recording, [FIRST, SECOND]), type);
    expect(statusCode).toBe(200);
    expect(compared).toEqual([[FIRST, SECOND]]);
  });

  it('has each client that is promised, and says where its form comes from', () => {
    const clients = [
      ...['curl', '.NET 8', '.NET 9', '.NET 10', 'Windows PowerShell 5', 'PowerShell 7', 'Java 17 java.net.http'],
      ...['Apache HttpClient 4', 'Apache HttpClient 5', 'Spring', 'OkHttp', 'Retrofit', 'axios', 'undici'],
      ...['React Native', 'Dart', 'Go', 'PHP 8.2, Guzzle', 'Ruby', 'Salesforce Apex', 'Power Automate', 'Postman'],
    ];
    for (const client of clients)
      expect(
        WIRE_RECORDINGS.some((it) => it.client.startsWith(client)),
        client,
      ).toBe(true);
    for (const { origin } of WIRE_RECORDINGS) expect(origin).toMatch(/^(?:recorded$|reconstructed from )/);
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
    // A parser that waits in vain ends with a 400.
    expect((await send([part, LIVENESS, part, DOCUMENT, part])).compared).toEqual([[FIRST, SECOND]]);
  });

  it('finds the pictures behind as many parts as are allowed', async () => {
    const others = Array.from({ length: MAX_PARTS - 2 }, (_, i) => (i % 2 ? textPart('t', 'x') : filePart('f', 'x')));
    expect((await send([...others, LIVENESS, DOCUMENT])).compared).toEqual([[FIRST, SECOND]]);
  });
});
