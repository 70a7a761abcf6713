import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../../../lambda/errors/settings-error.ts';
import { readSettings } from '../../../../lib/stack/settings/read-settings.ts';

const EMAIL = { alarmEmail: 'ops@example.com' };

function mistakes(context: Record<string, unknown>): readonly string[] {
  try {
    readSettings(context);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes;
    throw error;
  }
}

describe('settings of operation', () => {
  it.each([{ alarms: 'full' }, { ...EMAIL, monthlyBudgetUsd: '50' }])('go together: %j', (context) => {
    expect(mistakes(context)).toEqual([]);
  });

  it.each([
    [{ alarms: 'full', monitoring: false }, /^Expected monitoring to be alarms or true where alarms is full/],
    [{ monthlyBudgetUsd: 50 }, /^Expected alarmEmail where monthlyBudgetUsd is set/],
    [{ ...EMAIL, monthlyBudgetUsd: 0 }, /^Expected a number between 1 and 1000000 for monthlyBudgetUsd/],
    [{ alarms: 'all' }, /^Expected one of core, full for alarms/],
  ])('that cannot work are refused with one message: %j', (context, message) => {
    expect(mistakes(context)).toEqual([expect.stringMatching(message)]);
  });
});
