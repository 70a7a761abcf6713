import { InvalidArgumentError } from 'commander';
import { CLIENT_NAME, CLIENT_NAME_EXPECTED } from '../../../lambda/authorizer/client-of-token.ts';

/** A parser for `.option` that accepts names of clients, and rejects a name whose tokens the authorizer rejects. */
export function clientName(text: string): string {
  if (CLIENT_NAME.test(text)) return text;
  throw new InvalidArgumentError(`Expected a name of ${CLIENT_NAME_EXPECTED}`);
}
