import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { COMPARE_PATH, PICTURE_FIELDS, PLAYGROUND_PATH } from '../../lambda/contract/fields.ts';
import { ROOT } from '../cli/root.ts';
import type { DemoApp } from './issuer/keys.ts';

const PORTRAITS = join(ROOT, '../shared/faces/portraits');

/**
 * Returns what `npm start` prints when it is ready: a token, and a command to paste that compares two pictures.
 *
 * @param cwd directory in which the command will be pasted
 */
export function welcome(url: string, token: string, app: DemoApp, cwd: string): string {
  const [first, second] = pictures(cwd);
  const credentials = JSON.stringify(app);
  return [
    `Face Comparison listens on ${url} (this machine only). Ctrl-C stops it.`,
    `Try it in a browser: ${url}${PLAYGROUND_PATH}`,
    '',
    'A token, valid for 24 hours (another: npm run token):',
    token,
    '',
    'Compare two pictures:',
    `curl -sS --fail-with-body ${url}${COMPARE_PATH} -H 'Authorization: Bearer ${token}' ` +
      `-F '${PICTURE_FIELDS[0]}=@"${first}"' -F '${PICTURE_FIELDS[1]}=@"${second}"'`,
    '',
    'A token as the platform hands them out (local credentials, kept in .local/app.json):',
    `curl -sS --fail-with-body ${url}/api/AppSessionManager/GetAppToken -H 'Content-Type: application/json' -d '${credentials}'`,
    '',
    'The audit items: npm run audit',
  ].join('\n');
}

function pictures(cwd: string): [string, string] {
  const files = ['obama.jpg', 'obama2.jpg'].map((name) => join(PORTRAITS, name)) as [string, string];
  if (!files.every((file) => existsSync(file))) return ['/path/to/selfie.jpg', '/path/to/id-face.jpg'];
  return [relative(cwd, files[0]), relative(cwd, files[1])];
}
