import type { ComparisonResult, Envelope } from '../../../contract/envelope.ts';
import { COMPARE_PATH, PICTURE_FIELDS, REQUEST_ID_HEADER } from '../../../contract/fields.ts';

/** What came back, or why nothing did. */
export interface Answer {
  readonly statusCode: number;
  /** `null` if the body is not the envelope, as in AWS's own error responses. */
  readonly envelope: Envelope | null;
  /** The body as received. */
  readonly body: string;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  readonly timings: Timings;
}

/** Milliseconds as this page measured them. */
interface Timings {
  /** From the click to the last byte. */
  readonly total: number;
  /** Until the first byte of the response, upload included. */
  readonly toFirstByte: number;
  readonly sentBytes: number;
}

/** Returns the address of the compare route next to this page. The stage, if there is one, stays in the address. */
export function compareUrl(): string {
  return new URL(`.${COMPARE_PATH}?details=true`, location.href).href;
}

/**
 * Sends two images for comparison and returns the response.
 *
 * @throws TypeError when no response arrives
 */
export async function compare(files: readonly [File, File], token: string): Promise<Answer> {
  const form = new FormData();
  for (const [i, field] of PICTURE_FIELDS.entries()) form.append(field, files[i] as File);
  const started = performance.now();
  const response = await fetch(compareUrl(), {
    method: 'POST',
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    body: form,
    cache: 'no-store',
    credentials: 'omit',
  });
  const toFirstByte = performance.now() - started;
  const body = await response.text();
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    statusCode: response.status,
    envelope: parsed(body),
    body,
    requestId: response.headers.get(REQUEST_ID_HEADER),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
    timings: { total: performance.now() - started, toFirstByte, sentBytes: files[0].size + files[1].size },
  };
}

function parsed(body: string): Envelope | null {
  try {
    const value = JSON.parse(body) as Partial<Envelope> | null;
    return Array.isArray(value?.messages) ? (value as Envelope<ComparisonResult>) : null;
  } catch {
    return null;
  }
}
