import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DEFAULT_THRESHOLD } from '../../lambda/compare/settings.ts';
import { PLAYGROUND_PATH } from '../../lambda/contract/fields.ts';
import { DEFAULT_PACK } from '../../lambda/face/models/manifest.ts';
import { type AppCredentials, firstMinute } from '../cli/first-minute.ts';
import { ROOT } from '../cli/root.ts';
import type { LocalStack } from './template/local-stack.ts';

const PORTRAITS = join(ROOT, '../shared/faces/portraits');

/**
 * Returns the settings that decide what callers get, in one line: "pack retail-0095, threshold 0.7, 5 requests a second (burst 5)".
 */
export function settingsInForce({ compare, model }: Pick<LocalStack, 'compare' | 'model'>): string {
  const { PACK = DEFAULT_PACK, THRESHOLD, CALIBRATION } = compare.environment;
  const [plan] = model.usagePlans;
  return [
    `pack ${PACK}`,
    ...(CALIBRATION === undefined ? [] : [`calibration ${CALIBRATION}`]),
    `threshold ${THRESHOLD ?? DEFAULT_THRESHOLD}`,
    ...(plan === undefined ? [] : [`${plan.rateLimit} requests a second (burst ${plan.burstLimit})`]),
  ].join(', ');
}

/**
 * Returns what `npm start` prints when it is ready: a token, and a command to paste that compares two images.
 *
 * @param settings the settings that the API uses
 * @param cwd directory in which the user will paste the command
 */
export function welcome(url: string, token: string, app: AppCredentials, settings: string, cwd: string): string {
  const commands = firstMinute(url, app, token, pictures(cwd));
  return [
    `Face Comparison listens on ${url} (this machine only). Ctrl-C stops it.`,
    `Settings: ${settings}. Change them with npm start -- -c threshold=0.8`,
    `Try it in a browser: ${url}${PLAYGROUND_PATH}`,
    '',
    'A token, valid for 24 hours (another: npm run token):',
    token,
    '',
    'Compare two photos:',
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
