import { SETTINGS } from './settings.ts';

/** What the CDK CLI and library keep in the context under names without a colon (aws-cdk 2.1148, aws-cdk-lib 2.276). */
const NAMES_OF_CDK: ReadonlySet<string> = new Set([
  'acknowledged-issue-numbers',
  'assets-ecr-repository-name',
  'cdk-migrate',
  'cli-telemetry',
]);

/**
 * What is wrong with the names of the context, one line for each mistake. A name that is no setting is one: what it was
 * meant to change would silently stay as it is. Names of CDK's own (`aws:cdk:…`, `@aws-cdk/…`, look-ups) are left alone.
 *
 * @param names keys of the cdk context
 */
export function nameMistakes(names: readonly string[]): string[] {
  const unknown = names.filter((name) => !Object.hasOwn(SETTINGS, name) && !isNameOfCdk(name));
  const likely = new Map(unknown.map((name) => [name, likelyMeant(name, Object.keys(SETTINGS))]));
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

/** Returns the candidate that is nearly this name, or `null`. */
export function likelyMeant(name: string, candidates: readonly string[]): string | null {
  const plain = (text: string) => text.toLowerCase().replace(/[_-]/g, '');
  const [nearest] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  // A third of the letters: of a short name, two changes leave nothing.
  const limit = Math.min(2, Math.floor(name.length / 3));
  return nearest !== undefined && nearest.distance <= limit ? nearest.candidate : null;
}

/** Levenshtein's distance: insertions, deletions and substitutions that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substituted, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
