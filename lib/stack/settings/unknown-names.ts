import { nearestWord } from '../../cli/nearest-word.ts';
import { SETTINGS } from './settings.ts';

/** What the CDK CLI and library keep in the context under names without a colon (aws-cdk 2.1148, aws-cdk-lib 2.276). */
const NAMES_OF_CDK: ReadonlySet<string> = new Set([
  'acknowledged-issue-numbers',
  'assets-ecr-repository-name',
  'cdk-migrate',
  'cli-telemetry',
]);

/**
 * Returns one line for each mistake in the names of the context. A name that is not a setting is a mistake, because it would
 * silently change nothing. CDK's own names (`aws:cdk:…`, `@aws-cdk/…`, look-ups) are ignored.
 *
 * @param names keys of the cdk context
 */
export function nameMistakes(names: readonly string[]): string[] {
  const unknown = names.filter((name) => !Object.hasOwn(SETTINGS, name) && !isNameOfCdk(name));
  const likely = new Map(unknown.map((name) => [name, nearestWord(name, Object.keys(SETTINGS))]));
  const misspelt = unknown.filter((name) => likely.get(name) !== null);
  const others = unknown.filter((name) => likely.get(name) === null);
  return [
    ...misspelt.map((name) => `There is no setting ${name}. Did you mean ${likely.get(name)}?`),
    ...(others.length === 0
      ? []
      : [`There is no setting ${others.join(', ')}. Settings: ${Object.keys(SETTINGS).join(', ')}.`]),
  ];
}

function isNameOfCdk(name: string): boolean {
  return name.includes(':') || name.startsWith('@') || NAMES_OF_CDK.has(name);
}
