import {
  Alarm,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  AlarmRule as Expression,
  type IAlarmAction,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AccessLogMetrics } from './access-log-metrics.ts';
import { type AlarmRule, alarmRules } from './alarm-rules.ts';
import { type BudgetOptions, monthlyBudget } from './budget.ts';
import { dashboard, type Monitored } from './dashboard.ts';

/** Monitoring in addition to the default alarms, and who is notified. */
export interface MonitoringOptions {
  /** Whether there is a dashboard, which costs $3 a month. Default: false. */
  readonly dashboard?: boolean;
  /**
   * Whether there are also alarms on surges of 401, 403 and 429, a slow authorizer and models that do not load, and one that
   * combines all: $0.90 a month. Default: false.
   */
  readonly fullAlarms?: boolean;
  /** What each alarm does when it is raised and when it ends. Default: it only changes its state. */
  readonly alarmActions?: readonly IAlarmAction[];
  /** A budget for the whole account. Default: none. */
  readonly budget?: BudgetOptions | undefined;
}

export interface MonitoringProps extends MonitoringOptions, Monitored {}

/**
 * Alarms, and an optional dashboard, which costs more than everything else in an idle stack. Each alarm's description says where to
 * look first. For details, see docs/operate.md.
 */
export class Monitoring extends Construct {
  /** Alarms by name, such as `ServerErrors`. */
  readonly alarms: Readonly<Record<string, Alarm>>;
  /** Raised while any alarm is raised: one state for a pager or a status page. `null` without `fullAlarms`. */
  readonly anyAlarm: CompositeAlarm | null;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const accessLog = new AccessLogMetrics(this, 'AccessLogMetrics', props);
    const rules = Object.entries(alarmRules(this, props, accessLog, props.fullAlarms ?? false));
    this.alarms = Object.fromEntries(
      rules.map(([name, rule]) => [name, this.#alarm(name, rule, props.alarmActions ?? [])]),
    );
    this.anyAlarm = props.fullAlarms === true ? this.#anyAlarm() : null;
    if (props.budget !== undefined) monthlyBudget(this, 'Budget', props.budget);
    if (props.dashboard === true) dashboard(this, 'Dashboard', { monitored: props, accessLog });
  }

  #alarm(id: string, rule: AlarmRule, actions: readonly IAlarmAction[]): Alarm {
    const alarm = new Alarm(this, id, {
      alarmDescription: rule.description,
      metric: rule.metric,
      threshold: rule.threshold,
      evaluationPeriods: rule.periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // A lack of traffic is normal.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...actions);
    alarm.addOkAction(...actions);
    return alarm;
  }

  /** It has no actions, because the alarm that raised it has already notified people. */
  #anyAlarm(): CompositeAlarm {
    const raised = Object.values(this.alarms).map((alarm) => Expression.fromAlarm(alarm, AlarmState.ALARM));
    return new CompositeAlarm(this, 'AnyAlarm', {
      alarmDescription: 'At least one alarm of the service is raised. See which, and its description.',
      alarmRule: Expression.anyOf(...raised),
    });
  }
}
