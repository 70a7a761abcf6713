/** `npm run soak`: many requests, good and bad, for a long time; then every response is compared with the audit items. */
import { command, runCommand, wholeNumber } from '../../../lib/cli/command.ts';
import { progressBar } from '../../../lib/cli/progress-bar.ts';
import type { EnvironmentsReport } from './environments.ts';
import type { RetriesReport } from './retries.ts';
import type { TwinReport } from './twin.ts';

/** Most memory growth from the second quarter of the time to the last, as a factor. */
const MAX_GROWTH = 1.15;

type EnvironmentsOption = 'requests' | 'environments' | 'faults' | 'attacks' | 'seed';

const SEED = ['--seed <n>', 'of the requests', wholeNumber(0, 2 ** 31), 20261123] as const;

const soak = command(
  'npm run soak --',
  'Sends many requests, good and bad. Fails where a decision has no audit item or two, an answer is wrong, a throttle miscounts, or memory grows.',
);
soak
  .command('environments')
  .description(
    'sends requests to environments of the compare function with one DynamoDB, of whose writes some fail once',
  )
  .option('--requests <n>', 'number of requests', wholeNumber(0, 1e9), 20_000)
  .option('--environments <n>', 'number of environments', wholeNumber(0, 64), 8)
  .option('--faults <n>', 'writes in a thousand that fail once', wholeNumber(0, 1000), 20)
  .option('--attacks <n>', 'requests in a thousand with a picture made to do harm', wholeNumber(0, 1000), 0)
  .option(...SEED)
  .action(async ({ faults, attacks, ...options }: Record<EnvironmentsOption, number>) => {
    const { soakEnvironments } = await import('./environments.ts');
    const perThousand = { faultsPerThousand: faults, attacksPerThousand: attacks };
    await judge(
      options.seed,
      await soakEnvironments({ ...options, ...perThousand, progress: progressBar('requests') }),
    );
  });
soak
  .command('gateway')
  .description('sends requests to the local API')
  .option('--seconds <t>', 'duration', wholeNumber(0, 1e6), 600)
  .option('--rate <n>', 'requests a second', wholeNumber(0, 1000), 5)
  .option('--burst <n>', 'requests at once', wholeNumber(0, 10_000), 100)
  .option('--every <t>', 'seconds from one burst to the next', wholeNumber(0, 1e6), 30)
  .option(...SEED)
  .action(async ({ rate, every, ...options }: Record<'seconds' | 'rate' | 'burst' | 'every' | 'seed', number>) => {
    const { soakTwin } = await import('./twin.ts');
    const report = await soakTwin({
      ...options,
      perSecond: rate,
      burstEverySeconds: every,
      progress: progressBar('ticks'),
    });
    await judge(options.seed, report);
  });
soak
  .command('retries')
  .description(
    'sends comparisons with an Idempotency-Key several times each, while environments crash and DynamoDB fails',
  )
  .option('--keys <n>', 'comparisons, each sent two to four times', wholeNumber(0, 1e6), 2_000)
  .option('--environments <n>', 'number of environments', wholeNumber(1, 64), 8)
  .option('--faults <n>', 'requests to DynamoDB in a thousand that fail once', wholeNumber(0, 1000), 20)
  .option('--crashes <n>', 'keys in a thousand that meet a crash', wholeNumber(0, 1000), 20)
  .option(...SEED)
  .action(
    async ({
      faults,
      crashes,
      ...options
    }: Record<'keys' | 'environments' | 'faults' | 'crashes' | 'seed', number>) => {
      const { soakRetries } = await import('./retries.ts');
      const perThousand = { faultsPerThousand: faults, crashesPerThousand: crashes };
      const report = await soakRetries({ ...options, ...perThousand, progress: progressBar('keys') });
      await judge(options.seed, report);
      if (report.reconciliation.items !== options.keys) throw new Error('There is not one audit item for each key.');
    },
  );
await runCommand(soak);

async function judge(seed: number, report: EnvironmentsReport | TwinReport | RetriesReport): Promise<void> {
  const { isClean } = await import('./reconcile.ts');
  console.log(JSON.stringify({ seed, ...report }, null, 2));
  const problems: string[] = [];
  if (!isClean(report.reconciliation)) problems.push('Answers and audit items do not agree.');
  if (report.wrong.length > 0) problems.push('There were wrong answers.');
  if ('throttled' in report && report.throttled.seen !== report.throttled.expected)
    problems.push('The throttle miscounted.');
  if ('memory' in report) problems.push(...growthOf(report.memory));
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function growthOf(given: EnvironmentsReport['memory'] | TwinReport['memory']): string[] {
  const memory = 'early' in given ? { environments: given } : given;
  return Object.entries(memory as TwinReport['memory']).flatMap(([name, { early, late }]) =>
    late > MAX_GROWTH * early ? [`The memory of ${name} grew from ${early} to ${late} bytes.`] : [],
  );
}
