import { describe, expect, it } from 'vitest';
import { readParts } from '../../../lambda/compare/body-parts.ts';
import { BOUNDARY, multipartBody, multipartType, type PartSpec, textPart } from '../../support/multipart.ts';
import { DOCUMENT, FIRST, LIVENESS, SECOND, send, sendRaw } from './harness.ts';

/** Bytes of a file that contain everything that ends header lines or looks like a delimiter. */
const TRICKY = Buffer.from(
  `\n\nA: b\n\r\n\r\n--${BOUNDARY.slice(0, -1)} \r\n\n--${BOUNDARY.slice(1)}\n\x80\xff\r\n`,
  'latin1',
);

/** A body with the given ends of delimiters and headers; the line before a delimiter ends in CR LF. */
function looseBody(
  parts: readonly PartSpec[],
  { padding = '', lineEnds = ['\r\n'] }: { padding?: string; lineEnds?: readonly string[] },
): Buffer {
  let lines = 0;
  const end = () => lineEnds[lines++ % lineEnds.length]!;
  return Buffer.concat([
    ...parts.flatMap(({ headers, content }) => [
      Buffer.from(`--${BOUNDARY}${padding}${end()}${headers.map((line) => line + end()).join('')}${end()}`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${BOUNDARY}--${padding}\r\n`),
  ]);
}

describe('a body that is written loosely', () => {
  const parts = [textPart('note', 'x'), { ...LIVENESS, content: TRICKY }, DOCUMENT];

  it.each([
    ['spaces after delimiters', { padding: '  ' }],
    ['tabs after delimiters', { padding: '\t \t' }],
    ['many blanks after delimiters', { padding: ' '.repeat(1000) }],
    ['LF after headers', { lineEnds: ['\n'] }],
    ['LF after some headers', { lineEnds: ['\r\n', '\n', '\n', '\r\n', '\n', '\r\n', '\r\n'] }],
    ['LF after every other header', { lineEnds: ['\n', '\r\n'] }],
    ['LF and blanks', { padding: ' ', lineEnds: ['\r\n', '\n', '\n'] }],
  ])('is read, the bytes of files intact: %s', async (_, looseness) => {
    const { statusCode, compared } = await sendRaw(looseBody(parts, looseness));
    expect(statusCode).toBe(200);
    expect(compared).toEqual([[TRICKY, SECOND]]);
  });

  it('is read where a single part is: blanks, LF, an empty line of LF', async () => {
    const body = multipartBody([LIVENESS, DOCUMENT]).toString('latin1');
    const at = body.lastIndexOf(`--${BOUNDARY}\r\n`);
    for (const end of ['\n', '\r\n']) {
      const second = body
        .slice(at)
        .replace(`${BOUNDARY}\r\n`, `${BOUNDARY} \t${end}`)
        .replace('jpeg\r\n\r\n', `jpeg${end}\n`);
      const { compared } = await sendRaw(Buffer.from(body.slice(0, at) + second, 'latin1'));
      expect(compared).toEqual([[FIRST, SECOND]]);
    }
  });

  it('is read behind a preamble that ends in LF', async () => {
    const body = Buffer.concat([Buffer.from('preamble\n'), multipartBody([LIVENESS, DOCUMENT])]);
    expect((await sendRaw(body)).compared).toEqual([[FIRST, SECOND]]);
  });

  it('is not read where the line before a delimiter ends in LF, which may be bytes of a file', async () => {
    const body = multipartBody([textPart('note', 'x'), LIVENESS, DOCUMENT]).toString('latin1');
    const at = body.lastIndexOf(`\r\n--${BOUNDARY}\r\n`);
    const { statusCode, messages } = await sendRaw(Buffer.from(`${body.slice(0, at)}${body.slice(at + 1)}`, 'latin1'));
    expect({ statusCode, messages }).toEqual({
      statusCode: 400,
      messages: [
        'The form has 2 parts, and 1 more delimiter after LF without CR. End every line with CR LF, also the one before a delimiter.',
      ],
    });
  });

  it.each([
    ['text behind the boundary', (body: string) => body.replace(`${BOUNDARY}\r\n`, `${BOUNDARY} x\r\n`)],
    [
      'a line that is no header',
      (body: string) => body.replace('\r\nContent-Disposition', '\nno header\r\nContent-Disposition'),
    ],
    ['a CR inside a header', (body: string) => body.replace('filename', '\rfilename')],
  ])('counts a part that the parser cannot read: %s', async (_, spoil) => {
    const body = spoil(multipartBody([LIVENESS, DOCUMENT]).toString('latin1'));
    const { statusCode, messages } = await sendRaw(Buffer.from(body, 'latin1'));
    expect({ statusCode, messages }).toEqual({
      statusCode: 400,
      messages: [
        'LivenessFace is missing. The form has 2 parts (1 without readable form-data headers), none with exactly this name; send the image as a file in a part named LivenessFace.',
      ],
    });
  });

  it('does not take an empty line of LF inside a file for the end of headers that are none', async () => {
    const body = multipartBody([LIVENESS, DOCUMENT]).toString('latin1').replace('\r\n\r\n', '\r\n\x01\x02\n\nrest');
    const { compared } = await sendRaw(Buffer.from(body, 'latin1'));
    expect(compared).toEqual([]);
  });
});

describe('a body that is written well', () => {
  it('is not copied', () => {
    const body = multipartBody([LIVENESS, { ...DOCUMENT, content: TRICKY }]);
    expect(readParts(body, BOUNDARY).body).toBe(body);
  });
});

describe('the work on a body', () => {
  const fill = (text: string) => Buffer.alloc(4_400_000, text, 'latin1');
  it.each([
    ['blanks', fill(' ')],
    ['line feeds', fill('\n')],
    ['headers', fill('a:\n')],
    ['one header', fill('a:b')],
    ['half delimiters', fill(`\r\n--${BOUNDARY.slice(0, -1)}`)],
    ['delimiters after LF', fill(`\n--${BOUNDARY}`)],
  ])('is in proportion to it: 4.4 MB of %s', async (_, filling) => {
    const cut = Math.floor(filling.length / 900);
    const many = Array.from({ length: 900 }, () => [
      Buffer.from(`--${BOUNDARY}`),
      filling.subarray(0, cut),
      Buffer.from('\r\n'),
    ]);
    const close = Buffer.from(`--${BOUNDARY}--\r\n`);
    for (const body of [
      Buffer.concat([Buffer.from(`--${BOUNDARY}`), filling, Buffer.from('\r\n'), close]),
      Buffer.concat([...many.flat(), close]),
    ]) {
      const before = process.cpuUsage();
      const parts = readParts(body, BOUNDARY);
      parts.delimitersAfterLf();
      const { user, system } = process.cpuUsage(before);
      // About 20 ms. Work that grows with the square of the body would take minutes.
      expect((user + system) / 1000).toBeLessThan(1500);
    }
  });
});

describe('Content-Encoding', () => {
  const encoded = async (value: string | readonly string[]) => {
    const headers = { 'Content-Type': multipartType(), 'Content-Encoding': value };
    const { statusCode, messages } = await send([LIVENESS, DOCUMENT], { headers });
    return { statusCode, messages };
  };

  it.each(['identity', 'Identity', ' identity ', '', 'identity, identity'])('%j is no coding', async (value) => {
    expect((await encoded(value)).statusCode).toBe(200);
  });

  it.each([
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'x-gzip'],
    ['deflate', 'deflate'],
    ['br', 'br'],
    ['zstd', 'zstd'],
    ['identity, gzip', 'gzip'],
    ['gzip, br', 'gzip'],
    ['aws-chunked', 'aws-chunked'],
    ['<b>', 'an unreadable value'],
  ])('%j is refused by name', async (value, name) => {
    expect(await encoded(value)).toEqual({
      statusCode: 400,
      messages: [
        `The Content-Encoding of the body is ${name}; allowed is identity. Send the body uncompressed, without this header.`,
      ],
    });
  });
});
