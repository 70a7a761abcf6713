import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { assembleImage, isAssemblyMistake } from '../layers/assemble.ts';
import { DEFAULT_PACK } from '../layers/models/fetch.ts';
import { imageBom } from '../lib/supply-chain/sbom.ts';
import { shippedParts } from '../lib/supply-chain/shipped.ts';
import packageJson from '../package.json' with { type: 'json' };

const USAGE = `Usage: npm run image -- [--architecture x86_64|arm64] [--pack NAME] [--calibration FILE.json]

Assembles what the Dockerfile copies into build/image and prints how large each part is. Beside it, in
build/image.cdx.json, stands the bill of materials (CycloneDX 1.6).`;

try {
  const { values } = parseArgs({
    options: {
      architecture: { type: 'string', default: 'x86_64' },
      pack: { type: 'string' },
      calibration: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const { architecture } = values;
  if (values.help) {
    console.log(USAGE);
  } else if (architecture !== 'x86_64' && architecture !== 'arm64') {
    fail(`Expected x86_64 or arm64 for --architecture but received ${architecture}.\n\n${USAGE}`, 2);
  } else {
    const report = (line: string) => console.error(line);
    const image = await assembleImage({ ...values, architecture, report });
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2).padStart(8)} MB`;
    for (const part of image.parts) console.log(`${megabytes(part.bytes)}  ${part.name} (${part.files} files)`);
    console.log(`${megabytes(image.parts.reduce((sum, part) => sum + part.bytes, 0))}  in all, in ${image.folder}`);
    const parts = await shippedParts(values.pack ?? DEFAULT_PACK, architecture === 'arm64' ? 'arm64' : 'x64');
    const bom = `${image.folder}.cdx.json`;
    await writeFile(bom, `${JSON.stringify(imageBom(parts, packageJson.version), null, 2)}\n`);
    console.log(`bill of materials (CycloneDX 1.6): ${bom}`);
  }
} catch (error) {
  if (isAssemblyMistake(error)) fail(error.message, 1);
  else if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS'))
    fail(`${(error as Error).message}\n\n${USAGE}`, 2);
  else throw error;
}

function fail(message: string, exitCode: number): void {
  console.error(message);
  process.exitCode = exitCode;
}
