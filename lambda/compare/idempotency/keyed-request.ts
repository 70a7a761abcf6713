import { createHash, createHmac } from 'node:crypto';

/** What is stored for an `Idempotency-Key` and the images that were sent with it. */
export interface KeyedRequest {
  /** SHA-256 of the caller and the key, in base64url. */
  readonly id: string;
  /** HMAC-SHA256 of both images in base64url. Its key is the caller's `Idempotency-Key`, which is stored nowhere. */
  readonly fingerprint: string;
}

/**
 * Returns the id and the fingerprint of a request with an `Idempotency-Key`. A key belongs to one client, or to one session if
 * the token is a session's. The fingerprint depends on the images and their order alone: a repeated form may have
 * another boundary, other file names and other parts in addition to the images.
 */
export function keyedRequest(
  key: string,
  client: string,
  sessionId: string | null,
  pictures: readonly Uint8Array[],
): KeyedRequest {
  const fingerprint = createHmac('sha256', key);
  // Each image follows its length, so no other two images give the same sequence of bytes.
  for (const picture of pictures) fingerprint.update(`${picture.length}:`).update(picture);
  return {
    id: createHash('sha256')
      .update(JSON.stringify([client, sessionId, key]))
      .digest('base64url'),
    fingerprint: fingerprint.digest('base64url'),
  };
}
