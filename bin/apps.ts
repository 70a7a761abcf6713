/** `npm run apps`: the applications that get tokens from the built-in issuer. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import * as apps from '../lib/apps/applications.ts';
import { appReport, appsTable, credentialsReport } from '../lib/apps/report.ts';
import { command, realNumber, runCommand, UsageError, wholeNumber } from '../lib/cli/command.ts';
import { placeOf, stageName } from '../lib/local/deployed-place.ts';
import { DEFAULT_STAGE } from '../lib/stack/settings/stage-name.ts';

interface Common {
  readonly local: boolean;
  readonly stack: string | null;
  readonly stage: string;
  readonly json: boolean;
}

/** A name that stands in tables and logs as it is. */
function appName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected 1 to 64 of A-Z a-z 0-9 . _ - and spaces, the first a letter or digit');
}

const common = (given: Command): Command =>
  given
    .option('--local', 'of the local API, which must run')
    .addOption(new Option('--stage <name>', 'stage of the deployed stack').default(DEFAULT_STAGE).argParser(stageName))
    .addOption(new Option('--stack <name>', 'name of the deployed stack instead').conflicts('stage'))
    .option('--json', 'print JSON');

const program = command('npm run -s apps --', 'Makes and manages applications that get tokens.');
const sub = (name: string, summary: string): Command => common(program.command(name).description(summary));

sub('create', 'make an application; its secret is shown once only')
  .argument('<name>', 'what you call it', appName)
  .option('--tenant <id>', 'tenant that it sends with a token request', appName, 'default')
  .option('--rate <r>', 'its own limit of requests per second, with --burst', realNumber(0.1, 10_000))
  .option('--burst <b>', 'its own limit of requests at once, with --rate', wholeNumber(1, 5_000))
  .action(
    async (
      name: string,
      { tenant, rate, burst, ...options }: Common & { tenant: string; rate: number | null; burst: number | null },
    ) => {
      if ((rate === null) !== (burst === null)) throw new UsageError('Expected --rate and --burst together.');
      const limit = rate === null || burst === null ? null : { rateLimit: rate, burstLimit: burst };
      await within(options, async (directory) => {
        const made = await apps.create(directory, name, tenant, limit);
        print(options, made, () => credentialsReport(made, directory.baseUrl));
      });
    },
  );

sub('list', 'list all applications').action((options: Common) =>
  within(options, async ({ table }) => {
    const all = (await table.all()).map(apps.shown);
    print(options, all, () => appsTable(all));
  }),
);

sub('show', 'show one application')
  .argument('<app>', 'its name or app id')
  .action((app: string, options: Common) =>
    within(options, async (directory) => {
      const found = apps.shown(await apps.get(directory, app));
      print(options, found, () => appReport(found));
    }),
  );

sub('rotate', 'give an application another secret, shown once only')
  .argument('<app>', 'its name or app id')
  .option('--days <n>', 'days for which the secret before it goes on; 0: not at all', wholeNumber(0, 365), 7)
  .action((app: string, { days, ...options }: Common & { days: number }) =>
    within(options, async (directory) => {
      const made = await apps.rotate(directory, app, days);
      print(options, made, () => credentialsReport(made, directory.baseUrl));
    }),
  );

for (const [name, status, summary] of [
  ['disable', 'disabled', 'stop giving tokens to an application'],
  ['enable', 'active', 'give it tokens again'],
] as const) {
  sub(name, summary)
    .argument('<app>', 'its name or app id')
    .action((app: string, options: Common) =>
      within(options, async (directory) => {
        const after = await apps.setStatus(directory, app, status);
        print(options, after, () => `${after.name} is ${after.status}.`);
      }),
    );
}

sub('delete', 'delete an application with its own limit')
  .argument('<app>', 'its name or app id')
  .option('--now', 'do not wait until its tokens expire; until then they get 500')
  .action((app: string, { now, ...options }: Common & { now: boolean }) =>
    within(options, async (directory) => {
      const deleted = await apps.remove(directory, app, now);
      print(options, { deleted }, () => (deleted ? `${app} is deleted.` : `There was no application ${app}.`));
    }),
  );

sub('remove-limits', 'remove all usage plans and keys that "create" made, before "cdk destroy"').action(
  (options: Common) =>
    within(options, async ({ limits }) => {
      const removed = await limits.takeAll();
      print(options, { removed }, () => `${removed} ${removed === 1 ? 'key' : 'keys'} removed, with their plans.`);
    }),
);

await runCommand(program);

async function within(
  { local, stack, stage }: Common,
  use: (directory: apps.Directory) => Promise<void>,
): Promise<void> {
  if (!local) {
    const { deployedDirectory } = await import('../lib/apps/deployment.ts');
    return use(await deployedDirectory(await placeOf(stack, stage)));
  }
  const { withLocalDirectory } = await import('../lib/local/local-directory.ts');
  const { localDir } = await import('../lib/local/state/state.ts');
  await withLocalDirectory(localDir(), use);
}

function print({ json }: Common, value: object, text: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text()}\n`);
}
