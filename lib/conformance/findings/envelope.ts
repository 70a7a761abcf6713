import { AWS_BODY_BYTES } from '../../../lambda/contract/limits.ts';
import { STATUSES } from '../../../lambda/contract/status.ts';
import type { Answer } from '../requests/client.ts';
import { show } from './findings.ts';

/** What a server said of two images. */
export interface Result {
  readonly isFaceMatch: boolean;
  readonly matchingSimilarity: number;
  readonly status: string;
}

/** The body as a JSON object, or `null`. */
export function bodyOf(answer: Answer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(answer.body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** The first way in which a response is not the contract's envelope, or `null`. */
export function envelopeMistake(answer: Answer): string | null {
  const body = bodyOf(answer);
  if (body === null) return 'no JSON object';
  const names = Object.keys(body).sort().join(', ');
  if (names !== 'messages, result, statusCode, version') return `fields ${names || 'none'}`;
  if (body.version !== null) return `version ${show(body.version)}`;
  if (body.statusCode !== answer.status) return `statusCode ${show(body.statusCode)}`;
  if (!isMessages(body.messages)) return `messages ${show(body.messages)}`;
  return null;
}

/** At least one text, none empty. */
export function isMessages(messages: unknown): messages is string[] {
  return (
    Array.isArray(messages) && messages.length > 0 && messages.every((one) => typeof one === 'string' && one !== '')
  );
}

/** `messages` of a response; none where it has no envelope. */
export function messagesOf(answer: Answer): string[] {
  const messages = bodyOf(answer)?.messages;
  return isMessages(messages) ? messages : [];
}

/** `result` of a comparison, or `null` where the response is not what the contract says. */
export function resultOf(answer: Answer): Result | null {
  const result = bodyOf(answer)?.result;
  const sound = answer.status === 200 && envelopeMistake(answer) === null && resultMistake(result) === null;
  return sound ? (result as Result) : null;
}

/** The first way in which a value is not the contract's `result`, or `null`. */
export function resultMistake(result: unknown): string | null {
  if (typeof result !== 'object' || result === null) return `result ${show(result)}`;
  const { isFaceMatch, matchingSimilarity, status } = result as Record<string, unknown>;
  if (typeof isFaceMatch !== 'boolean') return `isFaceMatch ${show(isFaceMatch)}`;
  if (!isSimilarity(matchingSimilarity)) return `matchingSimilarity ${show(matchingSimilarity)}`;
  if (!(STATUSES as readonly unknown[]).includes(status)) return `status ${show(status)}`;
  return null;
}

export function isSimilarity(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

/** Whether a response is one of the two 413 that AWS gives itself, whose texts nothing can change. */
export function isTextOfAws({ status, body }: Answer): boolean {
  const texts = ['{"message":"Request Too Long"}', `HTTP content length exceeded ${AWS_BODY_BYTES} bytes.`];
  return status === 413 && texts.includes(body.trim().replace('": "', '":"'));
}
