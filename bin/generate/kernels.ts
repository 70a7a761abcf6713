/** `npm run kernels`: compiles the inner loops over pixels in `lambda/face/picture/kernels`, from `assembly` into `binary.ts`. */
import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { command, runCommand } from '../../lib/cli/command.ts';

await runCommand(
  command('npm run kernels', 'Compiles the inner loops over pixels.').action(async () => {
    const { compileKernels, KERNELS_FILE } = await import('../../layers/kernels.ts');
    await writeFile(KERNELS_FILE, await compileKernels());
    console.log(`${relative('.', KERNELS_FILE)} is made.`);
  }),
);
