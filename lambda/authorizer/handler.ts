import { endQuietlyOnCrash } from '../errors/crash.ts';
import { createAuthorizer } from './authorizer.ts';
import { KeySet } from './key-set.ts';
import { authorizerSettings } from './settings.ts';

const settings = authorizerSettings(process.env);
endQuietlyOnCrash(process.env);

/** The Lambda function behind the API's TOKEN authorizer. Wrong settings fail its start, not the first request. */
export const handler = createAuthorizer({
  settings,
  keys: new KeySet(settings.jwksUri),
  log: (refusal) => {
    const level = refusal.outcome === 'failed' ? 'ERROR' : 'INFO';
    process.stdout.write(`${JSON.stringify({ level, message: 'Request refused', ...refusal })}\n`);
  },
});
