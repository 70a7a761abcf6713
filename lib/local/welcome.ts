import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PLAYGROUND_PATH } from '../../lambda/contract/fields.ts';
import { type AppCredentials, firstMinute } from '../cli/first-minute.ts';
import { ROOT } from '../cli/root.ts';

const PORTRAITS = join(ROOT, '../shared/faces/portraits');

/**
 * Returns what `npm start` prints when it is ready: a token, and a command to paste that compares two pictures.
 *
 * @param cwd directory in which the command will be pasted
 */
export function welcome(url: string, token: string, app: AppCredentials, cwd: string): string {
  const commands = firstMinute(url, app, token, pictures(cwd));
  return [
    `Face Comparison listens on ${url} (this machine only). Ctrl-C stops it.`,
    `Try it in a browser: ${url}${PLAYGROUND_PATH}`,
    '',
    'A token, valid for 24 hours (another: npm run token):',
    token,
    '',
    'Compare two pictures:',
    commands.comparison,
    '',
    'A token as a deployment gives it to an application (local credentials, kept in .local/app.json):',
    commands.token,
    '',
    'Applications of your own: npm run -s apps -- create demo --local',
    'The audit items: npm run audit',
  ].join('\n');
}

function pictures(cwd: string): [string, string] {
  const files = ['obama.jpg', 'obama2.jpg'].map((name) => join(PORTRAITS, name)) as [string, string];
  if (!files.every((file) => existsSync(file))) return ['/path/to/selfie.jpg', '/path/to/id-face.jpg'];
  return [relative(cwd, files[0]), relative(cwd, files[1])];
}
