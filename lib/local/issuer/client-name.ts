import { CLIENT_NAME } from '../../../lambda/authorizer/verify.ts';
import { UsageError } from '../../cli/command-line.ts';

/**
 * The name of a client from a flag.
 *
 * @throws UsageError for a name whose tokens the authorizer refuses
 */
export function clientName(text: string, flag: string): string {
  if (CLIENT_NAME.test(text)) return text;
  throw new UsageError(
    `Expected a name of 1 to 256 characters for ${flag} but received ${text === '' ? 'none' : JSON.stringify(text)}.`,
  );
}
