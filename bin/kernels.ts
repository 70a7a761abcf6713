/** `npm run kernels`: compiles the inner loops over pixels, lambda/face/kernels/assembly, into lambda/face/kernels/binary.ts. */
import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { compileKernels, KERNELS_FILE } from '../lib/kernels.ts';
import { commandLine, runCommand } from '../lib/local/command-line.ts';

await runCommand(async () => {
  commandLine(process.argv.slice(2), {}, 'Usage: npm run kernels');
  await writeFile(KERNELS_FILE, await compileKernels());
  console.log(`${relative('.', KERNELS_FILE)} is made.`);
});
