import { isDeepStrictEqual } from 'node:util';

/** `contract`: every server that implements the contract must do this. `ours`: this project promises it in addition. */
export type Scope = 'contract' | 'ours';

/** One line of the report. */
export interface Finding {
  readonly group: string;
  readonly check: string;
  readonly scope: Scope;
  readonly expected: string;
  readonly found: string;
  readonly outcome: 'ok' | 'deviation' | 'skipped';
}

/** Records the results of the checks of one group. */
export interface Recorder {
  check(name: string, expected: string, found: string, ok: boolean): void;
  /** Checks that `found` deeply equals `expected`. */
  equal(name: string, expected: unknown, found: unknown): void;
  skip(name: string, reason: string): void;
}

const LONGEST = 100;

/** All findings of a run, free of the tokens that were used. */
export class Findings {
  readonly list: Finding[] = [];
  readonly #secrets: readonly string[];

  /** @param tokens the findings never repeat them, nor any of their parts between dots */
  constructor(tokens: readonly string[]) {
    this.#secrets = tokens.flatMap((token) => [token, ...token.split('.')]).filter((part) => part.length >= 8);
  }

  recorder(group: string, scope: Scope): Recorder {
    const add = (check: string, expected: string, found: string, outcome: Finding['outcome']) =>
      this.list.push({ group, check, scope, expected: this.#clean(expected), found: this.#clean(found), outcome });
    return {
      check: (name, expected, found, ok) => add(name, expected, found, ok ? 'ok' : 'deviation'),
      equal: (name, expected, found) =>
        add(name, show(expected), show(found), isDeepStrictEqual(expected, found) ? 'ok' : 'deviation'),
      skip: (name, reason) => add(name, '', reason, 'skipped'),
    };
  }

  /** The server under test may return anything, even a token that it received, or characters that control a terminal. */
  #clean(text: string): string {
    const redacted = this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, '[token]'), text);
    const plain = redacted.replace(/\p{C}/gu, '?');
    return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
  }
}

/** Returns a value as JSON. */
export function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
}
