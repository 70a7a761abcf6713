/** A way in which bytes may be written down, undone. */
export interface Decoded {
  /** "hex", "base64", … */
  readonly encoding: string;
  readonly bytes: Buffer;
}

/** Shorter runs cannot hold the 32 bytes that a leak consists of. */
const MIN_BYTES = 32;

/**
 * What a text may encode: its own bytes, and the bytes that it spells in hexadecimal, base64 (both alphabets), decimal
 * lists, JSON escapes, percent signs, and as Latin-1 in UTF-8. If an encoding has phases (base64 has four, hex two),
 * each is tried, so that a piece cut out of the middle is found too.
 */
export function decodings(bytes: Buffer): Decoded[] {
  const text = bytes.toString('latin1');
  const unescaped = unescapeJson(text);
  const found: Decoded[] = [{ encoding: 'raw', bytes }];
  const add = (encoding: string, decoded: Buffer): void => {
    if (decoded.length >= MIN_BYTES) found.push({ encoding, bytes: decoded });
  };
  for (const form of new Set([text, unescaped])) {
    for (const run of form.match(/[A-Za-z0-9+/_-]{40,}/g) ?? []) {
      for (let phase = 0; phase < 4; phase++) add('base64', Buffer.from(run.slice(phase), 'base64'));
    }
    // "ff d8 ff", "ff:d8", "\xff\xd8", "0xff, 0xd8"
    const plain = form.replaceAll(/\\x|0x|[\s:,-]+(?=[0-9a-f]{2})/gi, '');
    for (const run of plain.match(/[0-9a-f]{64,}/gi) ?? []) {
      for (let phase = 0; phase < 2; phase++) add('hex', Buffer.from(run.slice(phase), 'hex'));
    }
    for (const run of form.match(/(?:\d{1,3}(?:\.0*)?[\s,;]+){31,}\d{1,3}/g) ?? []) add('decimal', decimals(run));
  }
  if (unescaped !== text) add('json', Buffer.from(unescaped, 'latin1'));
  if (text.includes('%')) add('percent', unpercent(text));
  const asUtf8 = bytes.toString('utf8');
  if (asUtf8.length < bytes.length) {
    add('latin1 in utf8', Buffer.from(asUtf8, 'latin1'));
    add('json of latin1', Buffer.from(unescapeJson(asUtf8), 'latin1'));
  }
  return found;
}

/** Decodes \n, \u00ff and the like; escapes that encode no byte are dropped. */
function unescapeJson(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16) & 0xff))
    .replaceAll(/\\([bfnrt"\\/])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function decimals(run: string): Buffer {
  return Buffer.from(run.split(/[\s,;]+/).map((item) => Number.parseInt(item, 10)));
}

function unpercent(text: string): Buffer {
  const plain = text.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return Buffer.from(plain, 'latin1');
}

/** Returns all numbers of a text in their order; more than a few words between two of them start a new list. */
export function numbersIn(text: string): number[][] {
  const lists: number[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const match of text.matchAll(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g)) {
    if (match.index - end > 32) lists.push([]);
    lists.at(-1)!.push(Number(match[0]));
    end = match.index + match[0].length;
  }
  return lists.filter((list) => list.length >= 4);
}

/** Returns the bytes read as float32 or float64 in either byte order, from each offset at which they may begin. */
export function floatsIn(bytes: Buffer): number[][] {
  const lists: number[][] = [];
  for (const [size, read] of FLOATS) {
    for (let phase = 0; phase < size && bytes.length - phase >= 4 * size; phase++) {
      const list: number[] = [];
      for (let at = phase; at + size <= bytes.length; at += size) list.push(read(bytes, at));
      lists.push(list);
    }
  }
  return lists;
}

const FLOATS: readonly (readonly [size: number, read: (bytes: Buffer, at: number) => number])[] = [
  [4, (bytes, at) => bytes.readFloatLE(at)],
  [4, (bytes, at) => bytes.readFloatBE(at)],
  [8, (bytes, at) => bytes.readDoubleLE(at)],
];
