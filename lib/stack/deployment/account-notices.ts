import type { Settings } from '../settings/read-settings.ts';
import type { Notice } from './notice.ts';

/** What a new account often grants, until AWS raises it: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const NEW_ACCOUNT = { environments: 10, memory: 3_008 } as const;

/** Returns what a new account may reject of the settings, which rolls the deployment back. */
export function accountNotices({
  provisionedConcurrency,
  memory,
}: Pick<Settings, 'provisionedConcurrency' | 'memory'>): Notice[] {
  const notices: Notice[] = [];
  if (provisionedConcurrency > 0) {
    const text = `provisionedConcurrency needs more than ${NEW_ACCOUNT.environments} concurrent executions, which is all that a new account often has. Ask for more under Service Quotas first.`;
    notices.push({ level: 'info', id: 'concurrency-quota', text });
  }
  if (memory > NEW_ACCOUNT.memory) {
    const text = `A new account often allows functions of ${NEW_ACCOUNT.memory} MB at most, and memory is ${memory}. Ask AWS Support for more first.`;
    notices.push({ level: 'info', id: 'memory-quota', text });
  }
  return notices;
}
