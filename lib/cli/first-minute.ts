import { APP_TOKEN_PATH, COMPARE_PATH, PICTURE_FIELDS } from '../../lambda/contract/fields.ts';

/** What an application identifies itself with. */
export interface AppCredentials {
  readonly appId: string;
  readonly appSecret: string;
  readonly tenantId: string;
}

/** Commands to paste into a shell. */
export interface FirstMinute {
  readonly token: string;
  readonly comparison: string;
}

/**
 * Returns the two commands of a first comparison: get a token, compare two images. A deployment's outputs, `npm run apps` and
 * `npm start` print the same.
 *
 * @param token a token to compare with, or the name of a shell variable
 */
export function firstMinute(
  baseUrl: string,
  { appId, appSecret, tenantId }: AppCredentials,
  token = '$TOKEN',
  pictures: readonly [string, string] = ['selfie.jpg', 'id-face.jpg'],
): FirstMinute {
  const credentials = JSON.stringify({ appId, appSecret, tenantId });
  const [first, second] = PICTURE_FIELDS.map((field, i) => `-F '${field}=@"${pictures[i]}"'`);
  const header = token.startsWith('$') ? `"Authorization: Bearer ${token}"` : `'Authorization: Bearer ${token}'`;
  return {
    token: `curl -sS --fail-with-body ${baseUrl}${APP_TOKEN_PATH} -H 'Content-Type: application/json' -d '${credentials}'`,
    comparison: `curl -sS --fail-with-body ${baseUrl}${COMPARE_PATH} -H ${header} ${first} ${second}`,
  };
}
