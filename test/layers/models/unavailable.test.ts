import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureModels } from '../../../layers/models/fetch.ts';
import { searchDirsOf } from '../../../layers/models/places.ts';
import { reasonOf, UnavailableReason, unavailable } from '../../../layers/models/unavailable.ts';
import { SMALL_MANIFEST, smallModel } from './small-manifest.ts';

const PATH = '/models/emb.onnx.1.partial';
const systemError = (code: string) =>
  Object.assign(new Error(`${code}: as the system says`), { code, path: PATH, syscall: 'open' });

describe('a failure of this machine', () => {
  it.each([
    ['ENOSPC', 'no space is left on the disk', 'set FACE_MODELS_DIR'],
    ['EDQUOT', 'the disk quota is used up', 'set FACE_MODELS_DIR'],
    ['EACCES', 'this user may not write to /models', 'make /models writable, or have emb.onnx with sha256 '],
    ['EPERM', 'this user may not write to /models', 'make /models writable, or have emb.onnx with sha256 '],
    ['EROFS', '/models is on a disk that can only be read', 'make /models writable, or have emb.onnx with sha256 '],
    ['EIO', 'EIO: as the system says', 'set FACE_MODELS_DIR'],
  ])('is told with the model and a remedy: %s', (code, reason, remedy) => {
    const found = reasonOf(systemError(code));
    expect(found).toBeInstanceOf(UnavailableReason);
    const { message } = unavailable(smallModel('emb', 'embedder'), found!, [], '/models');
    expect(message.split('\n')[0]).toBe(`The embedder emb.onnx is not available: ${reason}.`);
    expect(message.split('  remedy: ')[1]).toContain(remedy);
  });

  it('is not what a defect is taken for', () => {
    expect(reasonOf(new TypeError('x is not a function'))).toBeNull();
  });
});

// The superuser may read and write everything.
describe.skipIf(process.getuid?.() === 0)('without permission', () => {
  let dir: string;
  let targetDir: string;
  let sourceDir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'unavailable-'));
    [targetDir, sourceDir] = [join(dir, 'target'), join(dir, 'source')];
    for (const folder of [targetDir, sourceDir]) await mkdir(folder);
    await writeFile(join(targetDir, 'manifest.json'), JSON.stringify(SMALL_MANIFEST));
    for (const name of ['det', 'emb', 'qual']) await writeFile(join(sourceDir, `${name}.onnx`), name);
  });
  afterEach(async () => {
    for (const folder of [targetDir, sourceDir]) await chmod(folder, 0o755);
    await rm(dir, { recursive: true });
  });
  const failure = () =>
    ensureModels({ targetDir, searchDirs: [sourceDir], offline: true }).then(
      () => '',
      ({ message }: Error) => message,
    );

  it('to write, every model is named', async () => {
    await chmod(targetDir, 0o555);
    expect((await failure()).match(/is not available: this user may not write to .*target\.$/gm)).toHaveLength(3);
  });

  it('to read a model, it is refused', async () => {
    await chmod(join(sourceDir, 'emb.onnx'), 0);
    expect(await failure()).toContain(`rejected: ${join(sourceDir, 'emb.onnx')}: this user may not read it`);
  });

  it('to search a folder that was named, nothing is searched', async () => {
    await chmod(sourceDir, 0);
    await expect(searchDirsOf(sourceDir)).rejects.toThrow(`--from ${sourceDir}: this user may not read it.`);
  });
});
