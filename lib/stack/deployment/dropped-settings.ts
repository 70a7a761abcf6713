import type { Settings } from '../settings/read-settings.ts';
import type { RecordedSettings } from './recorded-settings.ts';

/** What the outputs of a deployed stack say of it. `null` where it is of a release without that output. */
export interface DeployedStack {
  readonly settings: RecordedSettings | null;
  /** Whose tokens it accepts. */
  readonly identity: string | null;
}

/** A deployment: its settings, and the names of those that its file, cdk.json or command line gives. */
export interface PlannedDeployment {
  readonly settings: Settings;
  readonly given: ReadonlySet<string>;
}

/**
 * Returns what a deployment would undo without anybody having asked for it, one line for each: a setting that it leaves out, so
 * that it returns to its default, and another issuer of tokens. A setting that is given may have any value.
 */
export function droppedSettings(deployed: DeployedStack, { settings, given }: PlannedDeployment): string[] {
  const current = settings as Readonly<Record<string, unknown>>;
  const dropped = Object.entries(deployed.settings ?? {})
    .filter(([name, value]) => !given.has(name) && JSON.stringify(value) !== JSON.stringify(current[name]))
    .map(([name, value]) => `${name} would change from ${shown(value)} to ${afterwards(name, current)}.`);
  const identity = settings.issuer === null ? 'builtin' : 'external';
  if (deployed.identity !== null && deployed.identity !== identity) {
    dropped.push(
      `The accepted tokens would change from those of the ${issuerOf(deployed.identity)} to those of the ${issuerOf(identity)}.`,
    );
  }
  return dropped;
}

function afterwards(name: string, current: Readonly<Record<string, unknown>>): string {
  if (!Object.hasOwn(current, name)) return 'nothing, since this release has no such setting';
  return `its default, ${shown(current[name])}`;
}

function issuerOf(identity: string): string {
  return identity === 'builtin' ? 'built-in issuer' : `${identity} issuer`;
}

function shown(value: unknown): string {
  const isNone = value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  if (isNone) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
