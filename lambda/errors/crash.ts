import { writeSync } from 'node:fs';
import { errorName } from './error-name.ts';

/**
 * Ends the process at an error that nothing caught, as Node.js would, but with one line that holds only the
 * error's class. Node.js prints the message, the stack and every property of such an error: a library's error may carry
 * the whole body of a request. Does so only in Lambda's runtime; elsewhere the process belongs to someone else.
 *
 * @param environment `process.env`
 */
export function endQuietlyOnCrash(environment: Readonly<Record<string, string | undefined>>): void {
  if (environment.AWS_LAMBDA_RUNTIME_API === undefined) return;
  // Before a listener of the runtime client: some versions log the error with all its properties.
  process.prependListener('uncaughtException', (error: unknown) => {
    writeSync(1, `${crashLine(error)}\n`);
    process.exit(1);
  });
}

/** Returns a line of JSON with the error's class; see errorName. */
export function crashLine(error: unknown): string {
  return JSON.stringify({ level: 'ERROR', message: 'crash', errorName: errorName(error) });
}
