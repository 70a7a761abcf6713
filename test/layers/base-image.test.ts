import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIGEST_PATTERN, DockerfileError, pinBaseImage, readBaseImage } from '../../layers/base-image.ts';
import { ROOT } from '../../lib/cli/root.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const OTHER = `sha256:${'f'.repeat(64)}`;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'face-comparison-dockerfile-'));
  file = join(folder, 'Dockerfile');
  writeFileSync(file, readFileSync(join(ROOT, 'layers/Dockerfile')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the base image', () => {
  it('is pinned and unpinned, and the rest of the Dockerfile stays', async () => {
    await pinBaseImage(null, file);
    const floating = readFileSync(file, 'utf8');
    const { name } = await readBaseImage(file);
    expect(name).toMatch(/^public\.ecr\.aws\/lambda\/nodejs:\d+$/);
    for (const digest of [DIGEST, OTHER]) {
      await pinBaseImage(digest, file);
      expect(await readBaseImage(file)).toEqual({ name, digest });
      expect(readFileSync(file, 'utf8')).toBe(floating.replace(`FROM ${name}`, `FROM ${name}@${digest}`));
    }
    await pinBaseImage(null, file);
    expect(readFileSync(file, 'utf8')).toBe(floating);
  });

  it.each(['', 'FROM a:1\nFROM b:2\n', 'FROM a:1 AS first\n', '# FROM a:1\n'])('is refused in %j', async (text) => {
    writeFileSync(file, text);
    await expect(readBaseImage(file)).rejects.toThrow(DockerfileError);
    await expect(pinBaseImage(DIGEST, file)).rejects.toThrow(DockerfileError);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.each(['', 'sha256:', DIGEST.slice(0, -1), `${DIGEST}0`, DIGEST.toUpperCase(), DIGEST.slice(7), `${DIGEST}\n`])(
    'has no digest %j',
    (digest) => {
      expect(DIGEST_PATTERN.test(digest)).toBe(false);
    },
  );
});
