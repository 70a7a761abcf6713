import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';
import { describeUnless, SHARED_DIR } from '../../../../support/shared.ts';

const folder = join(SHARED_DIR, 'cases/hostile');
const missing = existsSync(folder) ? null : 'there are no files in ../shared/cases/hostile';
const reason = process.platform === 'linux' ? missing : 'memory is read from /proc';
const files = reason === null ? readdirSync(folder) : [];

describeUnless(reason, 'files that stopped a function once', () => {
  const decoder = new DecoderProcess();
  afterAll(() => decoder[Symbol.dispose]());

  test.each(files)('%s', async (name) => {
    const { outcome, cpuMs, addedBytes } = await decoder.decode(readFileSync(join(folder, name)));
    expect(outcome).toMatch(/^(?:InvalidImage|\d+ x \d+)$/);
    expect(cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(addedBytes).toBeLessThan(MEMORY_LIMIT);
  });
});
