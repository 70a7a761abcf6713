import type { IncomingMessage } from 'node:http';
import { AWS_BODY_BYTES } from '../../../lambda/contract/limits.ts';

/** Milliseconds for which a caller may continue to send a rejected request, so that it reads the response. */
const DRAIN_MS = 5_000;

/**
 * Reads the body of a request.
 *
 * @returns the body; `null` if it is above API Gateway's 10,485,760 bytes, in which case the rest is not read
 * @throws Error when the client closes the connection
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > AWS_BODY_BYTES) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > AWS_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

/**
 * Discards the rest of a request's body, for at most five seconds. Many clients read a response only after they have sent
 * the whole body.
 *
 * @returns whether the whole body has arrived; otherwise the caller must close the connection
 */
export async function drain(request: IncomingMessage): Promise<boolean> {
  if (request.complete || request.destroyed) return request.complete;
  request.resume();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DRAIN_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', done).once('close', done).once('error', done);
  });
  return request.complete;
}
