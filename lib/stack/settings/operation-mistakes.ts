import type { Settings } from './settings.ts';

/** Returns one line for each contradiction among the settings of operation. A value that was rejected is `undefined`. */
export function operationMistakes(settings: Settings): string[] {
  return [...alarmMistakes(settings), ...replicaMistakes(settings)];
}

function alarmMistakes({ alarms, monitoring, monthlyBudgetUsd, alarmEmail }: Settings): string[] {
  const mistakes: string[] = [];
  if (alarms === 'full' && monitoring === false) {
    mistakes.push('Expected monitoring to be alarms or true where alarms is full but received false.');
  }
  if (monthlyBudgetUsd && alarmEmail === null) {
    mistakes.push('Expected alarmEmail where monthlyBudgetUsd is set: AWS Budgets needs somebody to tell.');
  }
  return mistakes;
}

function replicaMistakes({ replicaRegions = [], region, kmsKeyArn }: Settings): string[] {
  if (replicaRegions.length === 0) return [];
  const mistakes: string[] = [];
  if (region === null) {
    mistakes.push(
      'Expected region where replicaRegions is set: the template of a table with copies names its own Region.',
    );
  } else if (replicaRegions.includes(region)) {
    mistakes.push(`Expected other Regions than that of the stack for replicaRegions but received ${region}.`);
  }
  if (new Set(replicaRegions).size < replicaRegions.length) {
    mistakes.push('Expected each Region once in replicaRegions.');
  }
  if (kmsKeyArn) {
    mistakes.push('Expected no kmsKeyArn where replicaRegions is set: a copy needs a key of its own Region.');
  }
  return mistakes;
}
