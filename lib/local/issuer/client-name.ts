import { InvalidArgumentError } from 'commander';
import { CLIENT_NAME } from '../../../lambda/authorizer/verify.ts';

/** A parser for `.option` that accepts names of clients, and rejects a name whose tokens the authorizer refuses. */
export function clientName(text: string): string {
  if (CLIENT_NAME.test(text)) return text;
  throw new InvalidArgumentError('Expected a name of 1 to 256 characters');
}
