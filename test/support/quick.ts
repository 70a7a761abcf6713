import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

/*
 * Holds the quick tests to what they promise: they start no process. Tests on models, photos or a browser refuse by
 * themselves where QUICK is set; see describeUnless.
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
