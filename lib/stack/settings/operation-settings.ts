import { numberBetween, oneOf, optional } from './checks.ts';
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
};
