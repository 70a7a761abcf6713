import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../lambda/face/models/manifest.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

/** Runs `npm run models` with these arguments as npm does. */
async function models(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, ['bin/models.ts', ...args], { cwd: ROOT }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe('npm run models', () => {
  it('list tells of every model, whether it is here or not', async () => {
    const { code, stdout, stderr } = await models('list');
    expect([code, stderr]).toEqual([0, '']);
    const blocks = stdout.trim().split('\n\n');
    const { models: entries } = await readManifest(MODELS_DIR);
    expect(blocks.map((block) => block.split('\n')[0])).toEqual(entries.map(({ name }) => name));
    for (const title of ['role', 'version', 'licence', 'source', 'checksum', 'state']) {
      for (const block of blocks) expect(block).toMatch(new RegExp(`^  ${title} +\\S`, 'm'));
    }
  });

  it.each([
    ['an unknown option', ['--lost'], 2, '--lost'],
    ['an unknown pack', ['--pack', 'other'], 2, 'Expected retail-0095, edgeface-xs or combined for --pack'],
  ])('says what is wrong with %s', async (_, args, expected, text) => {
    const { code, stdout, stderr } = await models(...args);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toContain(text);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describeUnless(noModels, 'npm run models with models in place', () => {
  it('needs no publisher', async () => {
    const { code, stdout, stderr } = await models('--offline');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stdout).toContain(
      '[2/3] embedder face-reidentification-retail-0095-rewritten.onnx (4447413 bytes) is in place',
    );
  });
});
