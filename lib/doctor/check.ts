/** What a check found. */
export interface CheckResult {
  readonly check: string;
  /** `unknown` where the check could not be made, such as without credentials. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'unknown';
  /** One sentence: what was found. */
  readonly message: string;
  /** What to do, for everything but `ok`. */
  readonly remedy?: string;
}

export function ok(check: string, message: string): CheckResult {
  return { check, outcome: 'ok', message };
}

export function warning(check: string, message: string, remedy: string): CheckResult {
  return { check, outcome: 'warning', message, remedy };
}

export function failed(check: string, message: string, remedy: string): CheckResult {
  return { check, outcome: 'failed', message, remedy };
}

export function unknown(check: string, message: string, remedy: string): CheckResult {
  return { check, outcome: 'unknown', message, remedy };
}

/** Returns a value for a message: short, in one line, without anything that a terminal would act on. */
export function shown(value: unknown): string {
  const text = (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')).replace(/\p{C}/gu, '?');
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
