import type { AppCredentials } from '../../cli/first-minute.ts';
import type { Answer, Client } from '../requests/client.ts';
import type { SuitePictures } from '../requests/pictures.ts';
import { bodyOf, envelopeMistake, messagesOf, type Result, resultMistake, resultOf } from './envelope.ts';
import type { Recorder } from './findings.ts';

/** What the groups need to know about the server besides its address. */
export interface ServerFacts {
  /** A valid token without `services: External`; `null` leaves 403 unchecked. */
  readonly tokenWithoutExternal: string | null;
  /** Size in bytes of the largest image that the server accepts. */
  readonly maxFileBytes: number;
  /** An application of the built-in issuer; `null` leaves its token unchecked. */
  readonly application: AppCredentials | null;
}

/** What the checks of a group work with. */
export interface Round {
  readonly client: Client;
  readonly pictures: SuitePictures;
  readonly facts: ServerFacts;
  readonly record: Recorder;
}

/** Checks of one concern. */
export interface Group {
  readonly name: string;
  /** What every server that implements the contract must do. */
  contract?(round: Round): Promise<void>;
  /** What this project promises beyond the contract. */
  ours?(round: Round): Promise<void>;
}

/**
 * Checks a rejection: its status, and the envelope without a result.
 *
 * @param words text that one of the messages must contain
 */
export function checkRefusal(record: Recorder, name: string, answer: Answer, status: number, words?: string): void {
  const mistake = envelopeMistake(answer) ?? (bodyOf(answer)?.result === null ? null : 'a result');
  const found = `${answer.status}, ${mistake ?? 'envelope, result null'}`;
  record.check(name, `${status}, envelope, result null`, found, answer.status === status && mistake === null);
  if (words === undefined) return;
  const messages = messagesOf(answer);
  const said = messages.some((message) => message.includes(words));
  record.check(`${name}: message`, words, messages.join(' '), said);
}

/**
 * Checks that a response is a comparison: status 200, the envelope, and a result as in the contract.
 *
 * @returns the result; `null` if the check failed
 */
export function checkComparison(record: Recorder, name: string, answer: Answer): Result | null {
  const mistake = envelopeMistake(answer) ?? resultMistake(bodyOf(answer)?.result);
  const found = `${answer.status}, ${mistake ?? 'a comparison'}`;
  record.check(name, '200, a comparison', found, answer.status === 200 && mistake === null);
  return resultOf(answer);
}

/** Returns a comparison in a few words, for the report. */
export function inWords(result: Result | null): string {
  if (result === null) return 'no comparison';
  const { isFaceMatch, matchingSimilarity, status } = result;
  return `${status}, ${isFaceMatch ? 'match' : 'no match'}, ${matchingSimilarity}`;
}
