import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseContentType } from '../../../lambda/compare/content-type.ts';
import { multipartBody } from '../../support/multipart.ts';
import { DOCUMENT, FIRST, LIVENESS, SECOND, sendRaw } from './harness.ts';

describe('Content-Type', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data;boundary=abc', 'abc'],
    ['multipart/form-data; boundary="abc"', 'abc'],
    ['multipart/form-data; boundary="abc" ; charset=utf-8', 'abc'],
    ['multipart/form-data; charset="a;boundary=no" ; boundary=abc', 'abc'],
    ['MULTIPART/FORM-DATA ; BOUNDARY = abc ', 'abc'],
    ['multipart/form-data; boundary="a b\'()+_,-./:=?"', "a b'()+_,-./:=?"],
    ["multipart/form-data; boundary=a'+_.=b", "a'+_.=b"],
    [`multipart/form-data; boundary=${'x'.repeat(70)}`, 'x'.repeat(70)],
    ['multipart/form-data; boundary=first; boundary=second', 'first'],
  ])('reads %s', (header, boundary) => {
    expect(parseContentType(header)).toEqual({ mediaType: 'multipart/form-data', boundary });
  });

  it.each([
    ['multipart/form-data'],
    ['multipart/form-data;'],
    ['multipart/form-data; boundary='],
    ['multipart/form-data; boundary=""'],
    ['multipart/form-data; boundary="abc'],
    ['multipart/form-data; boundary="abc "'],
    ['multipart/form-data; boundary="a\\"b"'],
    ['multipart/form-data; boundary=a\r\nb'],
    ['multipart/form-data; boundary=bö'],
    ['multipart/form-data; xboundary=abc'],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`],
  ])('finds no valid boundary in %j', (header) => {
    expect(parseContentType(header)).toEqual({ mediaType: 'multipart/form-data', boundary: null });
  });

  it('reads other media types', () => {
    expect(parseContentType(' Application/JSON; charset=utf-8').mediaType).toBe('application/json');
    expect(parseContentType('').mediaType).toBe('');
  });

  it.each([[';'], ['; '], [';a="'], [';a='], ['"'], ['; boundary'], ['\\"'], [';a="\\'], [' '], ['a']])(
    'takes a long hostile value of %j in a number of steps that grows with its length',
    (piece) => {
      const exec = vi.spyOn(RegExp.prototype, 'exec');
      for (const begin of ['multipart/form-data', 'multipart/form-data;', 'multipart/form-data; boundary="']) {
        // Steps within a match cannot be counted. If they grew with the square of this length, the test would not end in time.
        const value = begin + piece.repeat(100_000 / piece.length);
        exec.mockClear();
        parseContentType(value);
        expect(exec.mock.calls.length).toBeLessThanOrEqual(value.length);
      }
    },
    10_000,
  );
});

/** A character of a boundary, as the function takes it: printable ASCII without quote and backslash. */
const boundaryCharacter = fc
  .integer({ min: 0x20, max: 0x7e })
  .map((code) => String.fromCharCode(code))
  .filter((c) => !'"\\'.includes(c));
const boundary = fc
  .string({ unit: boundaryCharacter, minLength: 1, maxLength: 70 })
  .filter((text) => !text.endsWith(' '));
const bareBoundary = boundary.filter((text) => !text.includes(';') && !text.startsWith(' '));
const space = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 });
/** Another parameter, with a name that is not "boundary". */
const other = fc
  .tuple(
    fc.stringMatching(/^x[a-z0-9-]{0,12}$/),
    fc.oneof(
      fc.stringMatching(/^[a-z0-9-]{0,12}$/),
      fc.stringMatching(/^([ -!#-[\]-~]|\\["\\;])*$/).map((text) => `"${text}"`),
    ),
    space,
  )
  .map(([name, value, end]) => `;${name}=${value}${end}`);
const mixedCase = (text: string) => fc.mixedCase(fc.constant(text));
const escaped = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((escapes) => `"${[...text].map((c, i) => (escapes[i] ? `\\${c}` : c)).join('')}"`);
/** A header, and the boundary that it names. */
const header = fc
  .record({
    type: mixedCase('multipart/form-data'),
    name: mixedCase('boundary'),
    written: fc.oneof(
      bareBoundary.map((text) => [text, text] as const),
      boundary.chain((text) => escaped(text).map((quoted) => [quoted, text] as const)),
    ),
    before: fc.array(other, { maxLength: 3 }),
    after: fc.array(other, { maxLength: 3 }),
    spaces: fc.tuple(space, space, space, space, space),
  })
  .map(({ type, name, written: [value, meant], before, after, spaces: [a, b, c, d, e] }) => ({
    value: `${type}${a}${before.join('')};${b}${name}${c}=${d}${value}${e}${after.join('')}`,
    meant,
  }));

describe('any Content-Type', () => {
  it('that names a boundary, bare or quoted, is read as it is meant', () => {
    fc.assert(
      fc.property(header, ({ value, meant }) => {
        expect(parseContentType(value)).toEqual({ mediaType: 'multipart/form-data', boundary: meant });
      }),
    );
  });

  it('at all gives a media type in lower case and a boundary that can be written without an escape', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'aZ;="\\ \t\r\n,', 'boundary', 'multipart/form-data') }),
    );
    fc.assert(
      fc.property(text, (value) => {
        const { mediaType, boundary } = parseContentType(value);
        expect(mediaType).toBe(mediaType.trim().toLowerCase());
        expect(mediaType).not.toContain(';');
        if (boundary === null) return;
        expect(boundary).toMatch(/^[ -~]{1,70}$/);
        expect(parseContentType(`multipart/form-data; boundary="${boundary}"`).boundary).toBe(boundary);
      }),
      { numRuns: 1000 },
    );
  });

  it('with a boundary carries both pictures through the parser', async () => {
    await fc.assert(
      fc.asyncProperty(header, async ({ value, meant }) => {
        const { statusCode, compared } = await sendRaw(multipartBody([LIVENESS, DOCUMENT], meant), value);
        expect(statusCode).toBe(200);
        expect(compared).toEqual([[FIRST, SECOND]]);
      }),
    );
  });
});
