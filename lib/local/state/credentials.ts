import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Credentials in the form of AWS, for the embedded DynamoDB of one start. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Returns new random credentials. The access key id alone is the secret: 128 bits, which each signed request carries. */
export function newCredentials(): Credentials {
  return {
    accessKeyId: `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
}

/**
 * Returns an Authorization header with an access key id, in the form that the AWS SDK sends. It is not signed.
 */
export function authorizationOf({ accessKeyId }: Credentials): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=none`;
}

/** Returns whether an Authorization header carries the access key id. The comparison takes the same time for any other id. */
export function isAuthorized(header: string | undefined, { accessKeyId }: Credentials): boolean {
  const given = /^AWS4-HMAC-SHA256 (?:.*[ ,])?Credential=([^/,\s]*)\//.exec(header ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(accessKeyId));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
