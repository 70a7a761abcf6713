import { flag, listOf, numberBetween, oneOf, optional } from './checks.ts';
import { regionName } from './region-name.ts';
import { setting } from './setting.ts';

/** Which alarms there are. */
export type AlarmSet = 'core' | 'full';

/** What the people who operate the service ask for. Each is off by default, and each names what it costs. */
export const OPERATION_SETTINGS = {
  alarms: setting<AlarmSet>(
    '`full` adds alarms on surges of 401, 403 and 429, a slow authorizer and models that do not load, and one alarm for all of them: $0.90 a month.',
    'core',
    oneOf('core', 'full'),
  ),
  monthlyBudgetUsd: setting<number | null>(
    'Dollars that the whole account may cost in a month. AWS Budgets sends a mail to `alarmEmail` at 80 and 100 %, and if it forecasts more. Free.',
    null,
    optional(numberBetween(1, 1_000_000)),
  ),
  auditExport: setting(
    'Exports the audit items of each day (UTC) to an encrypted S3 bucket of the stack. About $0.15 a month with its alarm, $0.10 for a GB, and storage.',
    false,
    flag,
  ),
  replicaRegions: setting<readonly string[]>(
    'Other Regions that hold a copy of the audit table; needs `region`. Each costs as much as the table itself: about $3 for a million comparisons, and their storage and backups.',
    [],
    listOf(regionName),
  ),
  requestIdHeader: setting(
    'Sends `x-request-id` with the responses that API Gateway makes itself. Set it to false if AWS rejects the deployment with `Invalid mapping expression specified`: AWS documents this value for other headers only.',
    true,
    flag,
  ),
};
