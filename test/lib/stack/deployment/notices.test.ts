import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountNotices } from '../../../../lib/stack/deployment/account-notices.ts';
import { baseImageNotices } from '../../../../lib/stack/deployment/base-image-notices.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'face-comparison-notices-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a new account may refuse', () => {
  it.each([
    [{ provisionedConcurrency: 0, memory: 3_008 }, []],
    [{ provisionedConcurrency: 1, memory: 1_769 }, ['concurrency-quota']],
    [{ provisionedConcurrency: 0, memory: 3_009 }, ['memory-quota']],
  ])('of %j is %j', (settings, ids) => {
    expect(accountNotices(settings).map(({ id }) => id)).toEqual(ids);
  });
});

describe('the base image', () => {
  const dockerfile = (from: string) => {
    const file = join(folder, 'Dockerfile');
    writeFileSync(file, `# a comment\n${from}\nCOPY a b\n`);
    return file;
  };

  it('is said to float until it is pinned', async () => {
    expect(await baseImageNotices(dockerfile('FROM public.ecr.aws/lambda/nodejs:24'))).toMatchObject([
      { level: 'info', text: expect.stringContaining('public.ecr.aws/lambda/nodejs:24 is not pinned') },
    ]);
    const pinned = dockerfile(`FROM public.ecr.aws/lambda/nodejs:24@sha256:${'0'.repeat(64)}`);
    expect(await baseImageNotices(pinned)).toEqual([]);
    expect(readFileSync(pinned, 'utf8')).toContain('FROM');
  });
});
