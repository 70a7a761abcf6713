/** `npm run soak`: many requests, good and bad, for long; then every answer is held against the audit items. */
import { flagsAndOperands, runCommand, UsageError, wholeNumber } from '../../../lib/cli/command-line.ts';
import { soakEnvironments } from './environments.ts';
import { isClean } from './reconcile.ts';
import { soakTwin } from './twin.ts';

const USAGE = `Usage: npm run soak -- environments [--requests N] [--environments M] [--faults F] [--seed S]
       npm run soak -- gateway [--seconds T] [--rate R] [--burst B] [--every E] [--seed S]
  environments  N (20000) requests to M (8) environments of the compare function with one DynamoDB, of whose writes F (20)
                in a thousand fail once
  gateway       R (5) requests a second to the local API for T (600) seconds, and B (100) at once every E (30) seconds
  Fails where a decision has no audit item or two, an answer is wrong, a throttle miscounts, or memory grows.`;

/** Growth from the second quarter of the time to the last. */
const MAX_GROWTH = 1.15;

const show = (progress: number): void => void process.stderr.write(`\r${progress} requests`);

await runCommand(async () => {
  const { mode, number } = readArguments();
  const seed = number('seed', 2 ** 31, 20261123);
  const report =
    mode === 'gateway'
      ? await soakTwin({
          seconds: number('seconds', 1e6, 600),
          perSecond: number('rate', 1000, 5),
          burst: number('burst', 10_000, 100),
          burstEverySeconds: number('every', 1e6, 30),
          seed,
          progress: show,
        })
      : await soakEnvironments({
          requests: number('requests', 1e9, 20_000),
          environments: number('environments', 64, 8),
          faultsPerThousand: number('faults', 1000, 20),
          seed,
          progress: show,
        });
  process.stderr.write('\n');
  console.log(JSON.stringify({ seed, ...report }, null, 2));
  const problems: string[] = [];
  if (!isClean(report.reconciliation)) problems.push('Answers and audit items do not agree.');
  if (report.wrong.length > 0) problems.push('There were wrong answers.');
  if ('throttled' in report && report.throttled.seen !== report.throttled.expected)
    problems.push('The throttle miscounted.');
  const memory = 'early' in report.memory ? { environments: report.memory } : report.memory;
  for (const [name, { early, late }] of Object.entries(memory)) {
    if (late > MAX_GROWTH * early) problems.push(`The memory of ${name} grew from ${early} to ${late} bytes.`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
});

function readArguments() {
  const names = ['requests', 'environments', 'faults', 'seconds', 'rate', 'burst', 'every', 'seed'] as const;
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { flags, operands } = flagsAndOperands(process.argv.slice(2), options, USAGE);
  const [mode, ...rest] = operands;
  if ((mode !== 'environments' && mode !== 'gateway') || rest.length > 0) {
    throw new UsageError(`Expected one mode.\n${USAGE}`);
  }
  const number = (name: (typeof names)[number], most: number, fallback: number): number => {
    const value = flags[name];
    return typeof value === 'string' ? wholeNumber(value, `--${name}`, 0, most) : fallback;
  };
  return { mode, number };
}
