/** `npm run token`: prints a token that the local API accepts, and nothing else. */

import { commandLine, runCommand } from '../lib/cli/command-line.ts';
import { clientName } from '../lib/local/issuer/client-name.ts';
import { tokenWithoutServer } from '../lib/local/local-api.ts';
import { localDir } from '../lib/local/state/state.ts';

const USAGE = 'Usage: npm run -s token -- [--client NAME] [--no-external] [--expired]';

await runCommand(async () => {
  const flags = commandLine(
    process.argv.slice(2),
    { client: { type: 'string' }, 'no-external': { type: 'boolean' }, expired: { type: 'boolean' } },
    USAGE,
  );
  const token = await tokenWithoutServer(localDir(), {
    ...(flags.client === undefined ? {} : { client: clientName(flags.client, '--client') }),
    external: flags['no-external'] !== true,
    expired: flags.expired === true,
  });
  process.stdout.write(`${token}\n`);
});
