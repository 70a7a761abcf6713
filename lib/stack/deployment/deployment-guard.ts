import { readDeployedStack } from './deployed-stack.ts';
import { droppedSettings, type PlannedDeployment } from './dropped-settings.ts';
import type { Notice } from './notice.ts';
import type { CdkEnvironment } from './pinned-environment.ts';
import { replicaObjection } from './replica-changes.ts';

/**
 * Compares a deployment with what is deployed, where there are credentials, before anything is built or changed.
 *
 * @param environment the CDK CLI names an account in it where it found credentials; without one nothing is asked
 * @returns one notice, or none where nothing would be dropped
 */
export async function compareWithDeployed(
  stackName: string,
  planned: PlannedDeployment,
  { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION }: CdkEnvironment,
): Promise<Notice[]> {
  const region = planned.settings.region ?? CDK_DEFAULT_REGION;
  if (!account || !region) return [notCompared('info', 'there are no AWS credentials')];
  const found = await readDeployedStack({ stackName, region, account });
  if (found.kind === 'unknown') return [notCompared('warning', found.reason)];
  if (found.kind === 'none') return [notCompared('info', `there is no stack ${stackName} in ${region} yet`)];
  const objection = replicaObjection(found.stack.settings, planned.settings);
  if (objection !== null) return [{ level: 'error', id: 'replica-regions', text: objection }];
  const dropped = droppedSettings(found.stack, planned);
  if (dropped.length === 0) {
    const unrecorded = `the stack ${stackName} does not record its settings; from this deployment on it does`;
    return found.stack.settings === null ? [notCompared('warning', unrecorded)] : [];
  }
  const { stage, allowDefaults } = planned.settings;
  const text = [`This deployment would change ${stackName} in ways that nobody asked for:`, ...dropped].join('\n- ');
  if (allowDefaults) return [{ level: 'warning', id: 'settings-dropped', text }];
  const remedy = `Write the settings into settings/${stage}.json, or allow the change: -c allowDefaults=true`;
  return [{ level: 'error', id: 'settings-dropped', text: `${text}\n${remedy}` }];
}

function notCompared(level: 'info' | 'warning', reason: string): Notice {
  return { level, id: 'not-compared', text: `Not compared with the deployed stack: ${reason}.` };
}
