import { describe, expect, it } from 'vitest';
import { parseContentType } from '../../../lambda/compare/content-type.ts';

describe('Content-Type', () => {
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

  it('takes long hostile values in linear time', () => {
    const start = performance.now();
    for (const piece of [';', '; ', ';a="', ';a=', '"', '; boundary', '\\"', ';a="\\']) {
      parseContentType(`multipart/form-data${piece.repeat(10_000 / piece.length)}`);
    }
    expect(performance.now() - start).toBeLessThan(500);
  });
});
