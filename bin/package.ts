/** `npm run package`: makes the npm package of the construct. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { command, runCommand } from '../lib/cli/command.ts';
import { packOption } from '../lib/cli/pack-option.ts';
import { ROOT } from '../lib/cli/root.ts';

type Processor = 'x86_64' | 'arm64';

interface PackageCommandOptions {
  readonly architecture: Processor | 'both';
  readonly pack: string;
}

await runCommand(
  command(
    'npm run package --',
    'Makes the npm package of the construct, with the code of all functions, in dist/package, and its tarball in dist.',
  )
    .addOption(
      new Option('--architecture <name>', 'processors for which the package has an image')
        .choices(['x86_64', 'arm64', 'both'])
        .default('both'),
    )
    .addOption(packOption('set of models'))
    .action(makePackage),
);

async function makePackage({ architecture, pack }: PackageCommandOptions): Promise<void> {
  const { buildPackage } = await import('../lib/package/build-package.ts');
  const processors: readonly Processor[] = architecture === 'both' ? ['x86_64', 'arm64'] : [architecture];
  const report = (line: string) => console.error(line);
  const tarball = await buildPackage({ folder: join(ROOT, 'dist', 'package'), processors, pack, report });
  console.log(`${tarball}: ${((await stat(tarball)).size / 1e6).toFixed(1)} MB`);
}
