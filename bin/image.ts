/** `npm run image`: assembles what the container image holds, with its bill of materials. */
import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { command, runCommand } from '../lib/cli/command.ts';
import { packOption } from '../lib/cli/pack-option.ts';
import { progressBar } from '../lib/cli/progress-bar.ts';
import { table } from '../lib/cli/table.ts';
import packageJson from '../package.json' with { type: 'json' };

interface ImageOptions {
  readonly architecture: 'x86_64' | 'arm64';
  readonly pack: string;
  readonly calibration: string | null;
  readonly randomPairCalibration: boolean;
}

await runCommand(
  command(
    'npm run image --',
    'Assembles what the Dockerfile copies into build/image and prints the size of each part. Writes the bill of materials (CycloneDX 1.6) to build/image.cdx.json.',
  )
    .addOption(new Option('--architecture <name>', 'processor').choices(['x86_64', 'arm64']).default('x86_64'))
    .addOption(packOption('set of models'))
    .option('--calibration <file.json>', 'another file of layers/models/calibration to include')
    .option('--random-pair-calibration', 'accept a calibration for random pairs', false)
    .action(image),
);

async function image({
  architecture,
  pack,
  calibration,
  randomPairCalibration: randomPairs,
}: ImageOptions): Promise<void> {
  const { assembleImage } = await import('../layers/assemble.ts');
  const report = (line: string) => console.error(line);
  const progress = progressBar('parts');
  const options = { architecture, pack, calibration, randomPairs, report, progress };
  const { folder, parts } = await assembleImage(options);
  const sum = (what: 'files' | 'bytes') => parts.reduce((total, part) => total + part[what], 0);
  const rows = [...parts, { name: `all, in ${folder}`, files: sum('files'), bytes: sum('bytes') }].map(
    ({ name, files, bytes }) => [name, String(files), `${(bytes / 1e6).toFixed(2)} MB`],
  );
  console.log(table([['part', 'files', 'size'], ...rows], 'text'));
  const { imageBom } = await import('../lib/supply-chain/sbom.ts');
  const { shippedParts } = await import('../lib/supply-chain/shipped.ts');
  const bom = `${folder}.cdx.json`;
  const shipped = await shippedParts(pack, architecture === 'arm64' ? 'arm64' : 'x64');
  await writeFile(bom, `${JSON.stringify(imageBom(shipped, packageJson.version), null, 2)}\n`);
  console.log(`bill of materials (CycloneDX 1.6): ${bom}`);
}
