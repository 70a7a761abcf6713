import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';

/** The monthly budget of an account, and who gets an email if costs exceed it. */
export interface BudgetOptions {
  /** Budget for a month in dollars. */
  readonly monthlyDollars: number;
  /** Address that gets the emails. */
  readonly email: string;
}

/**
 * Shares of the budget, in percent, that cause an email: of the costs so far, or of the costs that AWS expects by the end of the
 * month. AWS computes both a few times a day.
 */
const NOTIFICATIONS = [
  ['ACTUAL', 80],
  ['ACTUAL', 100],
  ['FORECASTED', 100],
] as const;

/**
 * Makes a budget for the whole account. Only a tag that somebody has activated for cost allocation can separate the costs of a
 * single stack. A budget by any other tag would silently stay at zero.
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
