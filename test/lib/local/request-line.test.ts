import { expect, it } from 'vitest';
import { envelope } from '../../../lambda/contract/envelope.ts';
import type { GatewayLogEntry } from '../../../lib/local/gateway/gateway.ts';
import { requestLine } from '../../../lib/local/request-line.ts';

const TIME = new Date(2026, 10, 30, 9, 5, 7);
const entry = (more: Partial<GatewayLogEntry>): GatewayLogEntry => ({
  requestId: '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11',
  method: 'POST',
  route: '/ExtFaceComparison/Compare',
  statusCode: 200,
  milliseconds: 142,
  envelope: null,
  refusal: null,
  ...more,
});
const compared = (isFaceMatch: boolean, matchingSimilarity: number, status: string) =>
  envelope(200, ['x'], { isFaceMatch, matchingSimilarity, status });

it.each([
  [
    { envelope: compared(true, 0.83, 'Success') },
    '09:05:07  POST /ExtFaceComparison/Compare  200  match 0.8300 Success  142 ms',
    'good',
  ],
  [
    { envelope: compared(false, 0.32, 'LowQuality') },
    '09:05:07  POST /ExtFaceComparison/Compare  200  no match 0.3200 LowQuality  142 ms',
    'bad',
  ],
  [
    { envelope: compared(false, 0, 'NoFaceDetected') },
    '09:05:07  POST /ExtFaceComparison/Compare  200  not compared NoFaceDetected  142 ms',
    'warning',
  ],
  [
    { statusCode: 400, envelope: envelope(400, ['LivenessFace is empty.'], null) },
    '09:05:07  POST /ExtFaceComparison/Compare  400  LivenessFace is empty.  142 ms',
    'warning',
  ],
  [
    { statusCode: 413, refusal: 'BODY_TOO_LARGE' as const },
    '09:05:07  POST /ExtFaceComparison/Compare  413  BODY_TOO_LARGE  142 ms',
    'warning',
  ],
  [
    { statusCode: 500, envelope: envelope(500, ['Unexpected server error.'], null) },
    '09:05:07  POST /ExtFaceComparison/Compare  500  Unexpected server error.  142 ms',
    'bad',
  ],
  [
    { method: 'GET', route: '/{proxy+}', statusCode: 404, envelope: envelope(404, ['There is no such path.'], null) },
    '09:05:07  GET (no such route)  404  There is no such path.  142 ms',
    'warning',
  ],
  [{ method: 'GET', route: null, statusCode: 404 }, '09:05:07  GET (no such route)  404  142 ms', 'warning'],
  [{ method: 'GET', route: '/health' }, '09:05:07  GET /health  200  142 ms', 'quiet'],
])('says in one line what came of %j', (more, text, tone) => {
  expect(requestLine(entry(more), TIME)).toEqual({ text, tone });
});
