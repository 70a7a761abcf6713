import type { IncomingMessage } from 'node:http';
import { AWS_BODY_BYTES } from '../../../lambda/contract/limits.ts';

/** A caller whose request is refused anyway may go on sending this long, so that the answer is not lost. */
const DRAIN_MS = 5_000;

/**
 * Reads the body.
 *
 * @returns `null` when it has more than API Gateway's 10,485,760 bytes; the rest is then not kept
 * @throws when the client goes away
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
 * Lets the caller finish sending what nobody reads: many clients look for the answer only then. At most five seconds;
 * after that the connection must be closed.
 *
 * @returns whether the body ended
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
