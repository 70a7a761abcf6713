import { describe, expect, it } from 'vitest';
import { bearerToken, MAX_TOKEN_CHARACTERS } from '../../../lambda/authorizer/bearer.ts';

describe('bearerToken', () => {
  it.each([
    ['Bearer abc.def.ghi', 'abc.def.ghi'],
    ['bearer abc', 'abc'],
    ['BEARER  abc==', 'abc=='],
  ])('reads %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'abc',
    'Basic abc',
    'Bearer abc def',
    'Bearer abc\n',
    'Bearer\tabc',
    ' Bearer abc',
    'Bearer "abc"',
    'Bearer \u0430bc',
    'Bearer a,Bearer b',
    undefined,
    null,
    ['Bearer abc'],
  ])('refuses %j', (header) => {
    expect(bearerToken(header)).toBeNull();
  });

  it('refuses a token longer than the limit, and no shorter one', () => {
    expect(bearerToken(`Bearer ${'a'.repeat(MAX_TOKEN_CHARACTERS)}`)).toHaveLength(MAX_TOKEN_CHARACTERS);
    expect(bearerToken(`Bearer ${'a'.repeat(MAX_TOKEN_CHARACTERS + 1)}`)).toBeNull();
    expect(bearerToken(`Bearer ${'a'.repeat(1_000_000)}`)).toBeNull();
  });
});
