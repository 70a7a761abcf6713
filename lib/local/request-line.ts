import type { ComparisonResult } from '../../lambda/contract/envelope.ts';
import type { Tone } from '../cli/paint.ts';
import type { GatewayLogEntry } from './gateway/gateway.ts';

/** A line for people about one request. */
export interface RequestLine {
  readonly text: string;
  readonly tone: Tone;
}

/**
 * Returns the line that `npm start` prints for a request: time, route, HTTP status, outcome and milliseconds. The outcome of a
 * comparison is its verdict, similarity and status; that of any other response above 399 is its first message.
 *
 * @param time when the response was sent
 */
export function requestLine(entry: GatewayLogEntry, time: Date): RequestLine {
  const { method, route, statusCode, milliseconds, envelope } = entry;
  // Of a request that no route takes the path is the caller's text, and the catch-all has one for all of them.
  const path = route === null || route.includes('{') ? '(no such route)' : route;
  const comparison = asComparison(envelope?.result);
  const [outcome, tone] =
    comparison !== null
      ? ofComparison(comparison)
      : statusCode < 400
        ? (['', 'quiet'] as const)
        : ([envelope?.messages[0] ?? entry.refusal ?? '', statusCode < 500 ? 'warning' : 'bad'] as const);
  const clock = time.toTimeString().slice(0, 8);
  const words = [clock, `${method} ${path}`, statusCode, outcome, `${milliseconds} ms`].filter((word) => word !== '');
  return { text: words.join('  '), tone };
}

function ofComparison({ isFaceMatch, matchingSimilarity, status }: ComparisonResult): readonly [string, Tone] {
  const similarity = matchingSimilarity.toFixed(4);
  if (isFaceMatch) return [`match ${similarity} ${status}`, 'good'];
  // Without a pair of faces nothing was compared, whatever the similarity says.
  if (status !== 'Success' && status !== 'LowQuality') return [`not compared ${status}`, 'warning'];
  return [`no match ${similarity} ${status}`, 'bad'];
}

function asComparison(result: unknown): ComparisonResult | null {
  return typeof result === 'object' && result !== null && 'isFaceMatch' in result ? (result as ComparisonResult) : null;
}
