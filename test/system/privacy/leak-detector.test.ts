import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { randomEmbedding } from '../../support/scores.ts';
import { canaryText, noise } from './canary-pictures.ts';
import { LeakDetector } from './leak-detector.ts';

const random = seededRandom(20261123);
const upload = Buffer.from(noise(random, 60, 40).data);
const pixels = Buffer.from(noise(random, 50, 50).data);
const embedding = randomEmbedding(random, 256);
const places = [101.25, 142.5, 180.75, 143.125, 140.5, 188.875, 110, 220.25, 175.5, 221];
const filename = canaryText(random, 'file-name');
const detector = new LeakDetector({
  bytes: { upload, pixels },
  texts: { filename },
  embeddings: [embedding],
  places: [places],
});
const scan = (text: string | Buffer, options = {}) => [
  ...new Set(detector.scan('x', Buffer.from(text as string), options).map(({ secret }) => secret)),
];
/** Not at a block's beginning, and no longer than needed. */
const piece = upload.subarray(1_237, 1_237 + 32);
const values = [...embedding.subarray(100, 106)];

describe('a leak is found', () => {
  it.each<[string, string | Buffer]>([
    ['raw', piece],
    ['in the middle of something', Buffer.concat([Buffer.from('{"level":"INFO"'), piece, Buffer.from('"}')])],
    ['in base64', `{"x":"${piece.toString('base64')}"}`],
    ['in base64, cut out of a longer one', upload.toString('base64').slice(1_001, 1_048)],
    ['in base64url', piece.toString('base64url')],
    ['in hex', piece.toString('hex')],
    [
      'in upper-case hex with spaces',
      piece
        .toString('hex')
        .toUpperCase()
        .replaceAll(/..(?=.)/g, '$& '),
    ],
    ['as Node.js shows a buffer', `<Buffer ${piece.toString('hex').replaceAll(/..(?=.)/g, '$& ')} ... 1 more byte>`],
    ['as JSON shows a buffer', JSON.stringify({ content: piece })],
    ['as a list over several lines', JSON.stringify([...piece], null, 2)],
    ['as decimal fractions', `[${[...piece].map((value) => value.toFixed(1)).join(', ')}]`],
    ['in the escapes of JSON', JSON.stringify(piece.toString('latin1'))],
    ['in percent signs', [...piece].map((value) => `%${value.toString(16).padStart(2, '0')}`).join('')],
    ['as Latin-1 in UTF-8', piece.toString('latin1')],
    ['as text', upload.subarray(1_200, 1_400).toString('utf8')],
    ['as floats', Buffer.from(Float32Array.from(piece).buffer)],
    ['as a digest', createHash('sha256').update(upload).digest('hex')],
  ])('of an upload, %s', (_, output) => {
    expect(scan(output).some((secret) => secret.includes('upload'))).toBe(true);
  });

  it('of decoded pixels', () => {
    expect(scan(pixels.subarray(7, 39).toString('base64'))).toEqual(['pixels']);
  });

  it.each<[string, string | Buffer]>([
    ['as JSON', JSON.stringify(values)],
    ['with three decimals', values.map((value) => value.toFixed(3)).join(' ')],
    ['as an object with keys', JSON.stringify(Object.fromEntries(values.map((value, i) => [100 + i, value])))],
    ['as attributes of DynamoDB', JSON.stringify({ L: values.map((value) => ({ N: String(value) })) })],
    ['before it was normalised', JSON.stringify(values.map((value) => -37.5 * value))],
    ['as float32', Buffer.from(Float32Array.from(values).buffer)],
    ['as float32 in base64', `x=${Buffer.from(embedding.buffer).toString('base64')}`],
    ['as float64', Buffer.from(Float64Array.from(values).buffer)],
    ['as float32 in network order', Buffer.from(Float32Array.from(values).buffer).swap32()],
  ])('of an embedding, %s', (_, output) => {
    expect(scan(output)).toEqual(['embedding']);
  });

  it.each([
    ['as they are', JSON.stringify(places)],
    ['rounded', places.slice(2, 6).map(Math.round).join(',')],
    ['in pairs', JSON.stringify(Array.from({ length: 5 }, (_, i) => ({ x: places[2 * i], y: places[2 * i + 1] })))],
  ])('of landmarks, %s, unless they are asked for', (_, output) => {
    expect(scan(output)).toEqual(['landmarks']);
    expect(scan(output, { places: false })).toEqual([]);
  });

  it.each([
    ['as it is', filename],
    ['in part', filename.slice(5, 17)],
    ['in upper case', filename.toUpperCase()],
    ['in base64', Buffer.from(`--- ${filename} ---`).toString('base64')],
    ['in hex', Buffer.from(filename).toString('hex')],
  ])('of a text, %s', (_, output) => {
    expect(scan(`{"name":"${output}"}`)).toEqual(['filename']);
  });
});

describe('no leak is', () => {
  it.each<[string, string | Buffer]>([
    ['31 bytes of an upload', piece.subarray(0, 31).toString('hex')],
    ['other noise', Buffer.from(noise(random, 40, 40).data)],
    ['compressed other noise', gzipSync(Buffer.from(noise(random, 40, 40).data))],
    ['five values of an embedding', JSON.stringify(values.slice(0, 5))],
    ['other numbers', JSON.stringify([...randomEmbedding(random, 256)])],
    [
      'counts and durations',
      '{"durations":{"parse":12,"decode":8,"detect":104,"align":37,"total":190},"exp":1796000000}',
    ],
    ['zeros', Buffer.alloc(4_096)],
    ['eleven characters of a text', filename.slice(0, 11)],
  ])('%s', (_, output) => {
    expect(scan(output)).toEqual([]);
  });
});
