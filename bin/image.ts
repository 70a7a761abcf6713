/** `npm run image`: assembles what the container image holds, with its bill of materials. */
import { writeFile } from 'node:fs/promises';
import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { assembleImage } from '../layers/assemble.ts';
import { commandLine, runCommand, UsageError } from '../lib/cli/command-line.ts';
import { imageBom } from '../lib/supply-chain/sbom.ts';
import { shippedParts } from '../lib/supply-chain/shipped.ts';
import packageJson from '../package.json' with { type: 'json' };

const USAGE = `Usage: npm run image -- [--architecture x86_64|arm64] [--pack NAME] [--calibration FILE.json]

Assembles what the Dockerfile copies into build/image and prints how large each part is. Beside it, in
build/image.cdx.json, stands the bill of materials (CycloneDX 1.6).`;

await runCommand(async () => {
  const flags = commandLine(
    process.argv.slice(2),
    {
      architecture: { type: 'string', default: 'x86_64' },
      pack: { type: 'string', default: DEFAULT_PACK },
      calibration: { type: 'string' },
    },
    USAGE,
  );
  const { architecture, pack } = flags;
  if (architecture !== 'x86_64' && architecture !== 'arm64') {
    throw new UsageError(`Expected x86_64 or arm64 for --architecture but received ${architecture}.\n${USAGE}`);
  }
  const report = (line: string) => console.error(line);
  const image = await assembleImage({ architecture, pack, calibration: flags.calibration ?? null, report });
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2).padStart(8)} MB`;
  for (const part of image.parts) console.log(`${megabytes(part.bytes)}  ${part.name} (${part.files} files)`);
  console.log(`${megabytes(image.parts.reduce((sum, part) => sum + part.bytes, 0))}  in all, in ${image.folder}`);
  const parts = await shippedParts(pack, architecture === 'arm64' ? 'arm64' : 'x64');
  const bom = `${image.folder}.cdx.json`;
  await writeFile(bom, `${JSON.stringify(imageBom(parts, packageJson.version), null, 2)}\n`);
  console.log(`bill of materials (CycloneDX 1.6): ${bom}`);
});
