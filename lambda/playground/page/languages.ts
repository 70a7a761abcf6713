import { COMPARE_PATH } from '../../contract/fields.ts';
import { curlLine } from './curl-line.ts';
import { compareUrl } from './outcome/answer.ts';

/** The programs of docs/clients by language, put here when the page is built. */
declare const CLIENT_PROGRAMS: Readonly<Record<Exclude<Language, 'curl'>, string>>;

export type Language = 'curl' | 'TypeScript' | 'Python' | 'C#' | 'Java';

/**
 * Returns the request that the page sends as a curl command, or a program that sends it.
 *
 * @param names of the two files
 * @param token for the curl command; `null` leaves it to the variable TOKEN, as the programs do
 */
export function requestCode(language: Language, names: readonly [string, string], token: string | null): string {
  if (language === 'curl') return curlLine(compareUrl(), names, token);
  const [base] = compareUrl().split(COMPARE_PATH);
  return CLIENT_PROGRAMS[language].replace('BASE_URL=…', () => `BASE_URL=${base}`);
}
