/** `npm run token`: prints a token that the local API accepts, and nothing else. */

import { command, runCommand } from '../lib/cli/command.ts';
import { clientName } from '../lib/local/issuer/client-name.ts';
import { localDir } from '../lib/local/state/state.ts';

await runCommand(
  command('npm run -s token --', 'Prints a token of the local API.')
    .option('--client <name>', 'the client that the token is for', clientName)
    .option('--no-external', 'leave out services: External, so that the API returns 403')
    .option('--expired', 'an expired token')
    .action(async (options: { client: string | null; external: boolean; expired: boolean }) => {
      const { tokenWithoutServer } = await import('../lib/local/local-api.ts');
      const token = await tokenWithoutServer(localDir(), { ...options, client: options.client ?? undefined });
      process.stdout.write(`${token}\n`);
    }),
);
