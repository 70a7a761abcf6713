import { TOKEN_SECONDS } from '../contract/limits.ts';
import { SettingsError } from '../errors/settings-error.ts';

/** The checked settings of the issuer. */
export interface IssuerSettings {
  /** The `iss` of tokens. */
  readonly issuer: string;
  /** Where the API is reached, without a slash at the end. */
  readonly baseUrl: string;
  /** Name of the DynamoDB table of applications. */
  readonly appsTable: string;
  /** KMS keys, the one that signs first. */
  readonly signingKeys: readonly string[];
  /** Life of an application's token in seconds. */
  readonly tokenSeconds: number;
}

/**
 * Reads and checks the environment: ISSUER, BASE_URL (the issuer's by default), APPS_TABLE, SIGNING_KEYS (separated by
 * commas), TOKEN_SECONDS.
 *
 * @throws SettingsError naming every variable that is missing or wrong
 */
export function issuerSettings(environment: Readonly<Record<string, string | undefined>>): IssuerSettings {
  const mistakes: string[] = [];
  const required = (name: string): string => {
    const value = environment[name]?.trim() ?? '';
    if (value === '') mistakes.push(`Expected a value for ${name} but it is not set.`);
    return value;
  };
  const issuer = required('ISSUER');
  const appsTable = required('APPS_TABLE');
  const signingKeys = required('SIGNING_KEYS').split(',');
  const seconds = environment.TOKEN_SECONDS?.trim() || String(TOKEN_SECONDS.default);
  const tokenSeconds = Number(seconds);
  if (!(Number.isInteger(tokenSeconds) && tokenSeconds >= TOKEN_SECONDS.min && tokenSeconds <= TOKEN_SECONDS.max)) {
    mistakes.push(
      `Expected a whole number between ${TOKEN_SECONDS.min} and ${TOKEN_SECONDS.max} for TOKEN_SECONDS but received ${seconds}.`,
    );
  }
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  const baseUrl = (environment.BASE_URL?.trim() || issuer).replace(/\/+$/, '');
  return { issuer, baseUrl, appsTable, signingKeys, tokenSeconds };
}
