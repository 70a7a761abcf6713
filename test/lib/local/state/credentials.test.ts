import { describe, expect, it } from 'vitest';
import { authorizationOf, isAuthorized, newCredentials } from '../../../../lib/local/state/credentials.ts';

const mine = newCredentials();

it('makes other credentials each time', () => {
  const other = newCredentials();
  expect(mine.accessKeyId).toMatch(/^LOCAL[0-9A-F]{32}$/);
  expect(other.accessKeyId).not.toBe(mine.accessKeyId);
  expect(other.secretAccessKey).not.toBe(mine.secretAccessKey);
});

describe('a header', () => {
  it('with the access key id is accepted, in the forms of the SDK and of curl', () => {
    expect(isAuthorized(authorizationOf(mine), mine)).toBe(true);
    const scope = `Credential=${mine.accessKeyId}/20261130/eu-west-1/dynamodb/aws4_request`;
    expect(isAuthorized(`AWS4-HMAC-SHA256 SignedHeaders=host, ${scope}, Signature=0`, mine)).toBe(true);
    expect(isAuthorized(`AWS4-HMAC-SHA256 SignedHeaders=host,${scope},Signature=0`, mine)).toBe(true);
  });

  it.each([
    undefined,
    '',
    `Bearer ${mine.accessKeyId}`,
    mine.accessKeyId,
    authorizationOf(newCredentials()),
    authorizationOf({ ...mine, accessKeyId: '' }),
    authorizationOf({ ...mine, accessKeyId: mine.accessKeyId.slice(0, -1) }),
    authorizationOf({ ...mine, accessKeyId: `${mine.accessKeyId}0` }),
    authorizationOf({ ...mine, accessKeyId: mine.accessKeyId.toLowerCase() }),
  ])('without it is not: %s', (header) => {
    expect(isAuthorized(header, mine)).toBe(false);
  });
});
