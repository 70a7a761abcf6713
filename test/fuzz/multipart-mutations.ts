import type { Random } from '../../lib/statistics/random.ts';

/** A request to be spoilt: the body and the Content-Type that belongs to it. */
export interface Upload {
  readonly body: Buffer;
  readonly contentType: string;
  readonly boundary: string;
}

type BodyMutation = (body: Buffer, random: Random, upload: Upload) => Buffer;

/** Replaces `length` bytes at `at`. */
function splice(body: Buffer, at: number, length: number, insert: Buffer | string = ''): Buffer {
  return Buffer.concat([body.subarray(0, at), Buffer.from(insert as string, 'latin1'), body.subarray(at + length)]);
}

/** All positions at which `text` begins. */
function positions(body: Buffer, text: string): number[] {
  const found: number[] = [];
  for (let at = body.indexOf(text, 0, 'latin1'); at !== -1; at = body.indexOf(text, at + 1, 'latin1')) found.push(at);
  return found;
}

/** Replaces one occurrence of `text`, picked at random, or nothing where there is none. */
function replaceOne(body: Buffer, random: Random, text: string, by: string): Buffer {
  const found = positions(body, text);
  return found.length === 0 ? body : splice(body, random.pick(found), text.length, by);
}

const HEADER_LINES = [
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: form-data',
  'Content-Disposition: form-data; name="FaceFromDocument"',
  "Content-Disposition: form-data; name*=utf-8''LivenessFace%",
  'Content-Type: text/plain; charset=no-such-charset',
  'Content-Type: ;;;=',
  ': no name',
  ' folded',
  'no colon',
];

/** Each spoils a valid body in one way. */
export const BODY_MUTATIONS: Readonly<Record<string, BodyMutation>> = {
  flipBit: (body, random) => {
    const copy = Buffer.from(body);
    const at = random.below(copy.length);
    if (at < copy.length) copy[at] = copy[at]! ^ (1 << random.below(8));
    return copy;
  },
  flipHeaderByte: (body, random) => {
    const [at = 0] = [random.pick([0, ...positions(body, 'Content-'), ...positions(body, 'name=')])];
    return body.length === 0 ? body : splice(body, at + random.below(60), 1, String.fromCharCode(random.below(256)));
  },
  cutEnd: (body, random) => body.subarray(0, random.below(body.length)),
  cutLittle: (body, random) => body.subarray(0, Math.max(0, body.length - 1 - random.below(80))),
  cutStart: (body, random) => body.subarray(random.below(Math.min(200, body.length))),
  cutMiddle: (body, random) => splice(body, random.below(body.length), random.below(200)),
  repeatSlice: (body, random) => {
    const from = random.below(body.length);
    return splice(body, random.below(body.length), 0, body.subarray(from, from + random.below(300)));
  },
  doubleLineEnd: (body, random) => replaceOne(body, random, '\r\n', '\r\n\r\n'),
  dropLineEnd: (body, random) => replaceOne(body, random, '\r\n', ''),
  bareLineFeed: (body, random) => replaceOne(body, random, '\r\n', '\n'),
  bareLineFeeds: (body) =>
    Buffer.from(body.toString('latin1').replaceAll(/(^(?:--|Content-)[ -~]*)\r\n/gim, '$1\n'), 'latin1'),
  blanksAfterDelimiter: (body, random, { boundary }) =>
    replaceOne(
      body,
      random,
      `--${boundary}`,
      `--${boundary}${random.pick([' ', '\t', ' '.repeat(random.below(9999))])}`,
    ),
  bareReturn: (body, random) => replaceOne(body, random, '\r\n', '\r'),
  dropBlankLine: (body, random) => replaceOne(body, random, '\r\n\r\n', '\r\n'),
  dropName: (body, random) => replaceOne(body, random, 'name=', random.pick(['', 'nam=', 'name*=', 'name'])),
  emptyName: (body, random) => replaceOne(body, random, 'LivenessFace', ''),
  otherName: (body, random) => replaceOne(body, random, 'LivenessFace', 'FaceFromDocument'),
  longName: (body, random) => replaceOne(body, random, 'LivenessFace', 'n'.repeat(random.below(100_000))),
  dropDisposition: (body, random) => replaceOne(body, random, 'form-data', random.pick(['', 'attachment', '"', ';'])),
  quote: (body, random) => replaceOne(body, random, '"', random.pick(['', '""', '\\"', "'", ';'])),
  addHeader: (body, random) => replaceOne(body, random, '\r\n\r\n', `\r\n${random.pick(HEADER_LINES)}\r\n\r\n`),
  addHeaderBefore: (body, random, { boundary }) =>
    replaceOne(body, random, `--${boundary}\r\n`, `--${boundary}\r\n${random.pick(HEADER_LINES)}\r\n`),
  manyHeaders: (body, random) =>
    replaceOne(body, random, '\r\n\r\n', `${'\r\nX-Own: 1'.repeat(random.below(5000))}\r\n\r\n`),
  headerCase: (body, random) =>
    replaceOne(body, random, 'Content-Disposition', random.pick(['CONTENT-DISPOSITION', 'content-disposition'])),
  closeEarly: (body, random, { boundary }) =>
    replaceOne(body, random, `--${boundary}\r\n`, `--${boundary}${random.pick(['--', '-', '--\r\n', ' ', '---'])}`),
  editDelimiter: (body, random, { boundary }) =>
    replaceOne(
      body,
      random,
      `--${boundary}`,
      random.pick([`-${boundary}`, `--${boundary.slice(1)}`, `--${boundary}x`, '']),
    ),
  addDelimiter: (body, random, { boundary }) =>
    splice(
      body,
      random.below(body.length),
      0,
      `\r\n--${boundary}${random.pick(['', '--', '\r\n', '\r\n\r\n', '-\r\n'])}`,
    ),
  manyDelimiters: (body, random, { boundary }) =>
    splice(body, random.below(body.length), 0, `\r\n--${boundary}`.repeat(random.below(1500))),
  joinBodies: (body, random) => splice(body, random.below(body.length), random.below(100), body),
  addBytes: (body, random) =>
    splice(
      body,
      random.below(body.length),
      0,
      Buffer.from(Array.from({ length: random.below(64) }, () => random.below(256))),
    ),
};

type HeaderMutation = (contentType: string, random: Random) => string;

/** Each spoils the Content-Type header in one way. */
export const HEADER_MUTATIONS: Readonly<Record<string, HeaderMutation>> = {
  flipCharacter: (type, random) => {
    const at = random.below(type.length);
    return type.slice(0, at) + String.fromCharCode(random.below(256)) + type.slice(at + 1);
  },
  cut: (type, random) => type.slice(0, random.below(type.length)),
  unquote: (type) => type.replaceAll('"', ''),
  upperCase: (type, random) => type.replace(/^[^;]*/, (media) => (random.below(2) ? media.toUpperCase() : media)),
  addParameter: (type, random) =>
    type.replace(';', random.pick(['; charset=utf-8;', ';;', '; a="b;c" ;', ';boundary=;', '; boundary=x;'])),
  otherType: (type, random) =>
    type.replace(
      /^[^;]*/,
      random.pick(['multipart/mixed', 'application/x-www-form-urlencoded', 'application/json', '']),
    ),
};
