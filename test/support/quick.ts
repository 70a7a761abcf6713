import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

/*
 * Makes sure that the quick tests start no process. Tests on models, photos or a browser fail when QUICK is set; see
 * describeUnless.
 */
process.env.QUICK = '1';

const STARTERS = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const;

for (const name of STARTERS) {
  Object.assign(childProcess, {
    [name]: () => {
      throw new Error(
        `A quick test starts no process (${name}). Name what the file uses in NEEDS_MORE of vitest.config.ts.`,
      );
    },
  });
}
syncBuiltinESMExports();
