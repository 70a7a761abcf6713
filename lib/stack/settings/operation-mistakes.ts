import type { Settings } from './settings.ts';

/** Returns what cannot work together among the settings of operation, a line each. A value that was refused is `undefined`. */
export function operationMistakes({ alarms, monitoring, monthlyBudgetUsd, alarmEmail }: Settings): string[] {
  const mistakes: string[] = [];
  if (alarms === 'full' && monitoring === false) {
    mistakes.push('Expected monitoring to be alarms or true where alarms is full but received false.');
  }
  if (monthlyBudgetUsd && alarmEmail === null) {
    mistakes.push('Expected alarmEmail where monthlyBudgetUsd is set: AWS Budgets needs somebody to tell.');
  }
  return mistakes;
}
