import type { Settings } from '../settings/read-settings.ts';
import type { RecordedSettings } from './recorded-settings.ts';

/**
 * Says why AWS would reject a change of the Regions with a copy of the audit table: an update adds or removes one at most. The first
 * deployment may make any number.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 *
 * @param deployed of the stack as it is; `null` where a release before this setting made it
 * @returns `null` where nothing is wrong
 */
export function replicaObjection(
  deployed: RecordedSettings | null,
  { replicaRegions: wanted }: Pick<Settings, 'replicaRegions'>,
): string | null {
  const recorded = deployed?.replicaRegions;
  const present: readonly unknown[] = Array.isArray(recorded) ? recorded : [];
  const added = wanted.filter((region) => !present.includes(region));
  const removed = present.filter((region) => !wanted.includes(String(region)));
  const changes = [...added.map((region) => `add ${region}`), ...removed.map((region) => `remove ${region}`)];
  if (changes.length < 2) return null;
  return `AWS adds or removes one copy of a table in a deployment, and this one would ${changes.join(', ')}. Change replicaRegions one Region at a time.`;
}
