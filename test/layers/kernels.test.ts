import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compileKernels, KERNELS_FILE } from '../../layers/kernels.ts';

it('the kernels are what their sources compile to', async () => {
  expect(await compileKernels()).toBe(await readFile(KERNELS_FILE, 'utf8'));
});
