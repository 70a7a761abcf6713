import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';

/** What an account may cost in a month, and who hears of more. */
export interface BudgetOptions {
  /** Dollars. */
  readonly monthlyDollars: number;
  /** Gets a mail. */
  readonly email: string;
}

/**
 * What share of the budget causes a mail, in percent: costs so far, or those that AWS expects by the end of the month. AWS computes
 * both a few times a day.
 */
const NOTIFICATIONS = [
  ['ACTUAL', 80],
  ['ACTUAL', 100],
  ['FORECASTED', 100],
] as const;

/**
 * Makes a budget of the whole account: costs of a single stack can be told apart only by a tag that somebody has activated for
 * that, and a budget by another tag would stay at zero without a word.
 */
export function monthlyBudget(scope: Construct, id: string, { monthlyDollars, email }: BudgetOptions): CfnBudget {
  return new CfnBudget(scope, id, {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyDollars, unit: 'USD' },
    },
    notificationsWithSubscribers: NOTIFICATIONS.map(([notificationType, threshold]) => ({
      notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    })),
  });
}
