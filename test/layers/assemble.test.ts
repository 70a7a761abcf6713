import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type AssembledImage,
  assembleAuthorizer,
  assembleImage,
  filesOf,
  ImageOptionError,
} from '../../layers/assemble.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { describeUnless, noModels } from '../support/shared.ts';
import { loadedFiles } from './loaded-files.ts';

const MEGABYTE = 1_000_000;

/** Every kind of file that may be in the image, and why. */
const NEEDED: readonly [kind: string, path: RegExp][] = [
  ['bundle', /^index\.mjs$/],
  [
    'models, their manifest, calibration and projection',
    /^models\/([\w.-]+\.onnx|manifest\.json|(calibration|projection)\/[\w.-]+\.json)$/,
  ],
  ['licences of the models, and what was changed in them', /^models\/(NOTICE|LICENSE)$/],
  ['JavaScript of a native package', /^node_modules\/(@img\/)?[\w-]+\/([\w-]+\/)*[\w-]+\.(js|cjs|mjs)$/],
  ['how Node finds a package', /^node_modules\/(@img\/)?[\w-]+\/([\w-]+\/)*package\.json$/],
  ['versions of libvips, which sharp reads', /^node_modules\/@img\/sharp-libvips-linux-x64\/versions\.json$/],
  [
    'native library',
    /^node_modules\/onnxruntime-node\/bin\/napi-v6\/linux\/x64\/(onnxruntime_binding\.node|libonnxruntime\.so\.1)$/,
  ],
  ['native library', /^node_modules\/@img\/sharp(-libvips)?-linux-x64\/lib\/[\w.-]+\.(node|so\.[\d.]+)$/],
  ['licence', /^node_modules\/(@img\/)?[\w-]+\/LICENSE(\.md)?$/],
  ['licence', /^node_modules\/@img\/sharp-libvips-linux-x64\/README\.md$/],
  ['licences of the packages in the bundle and beside it', /^THIRD-PARTY-LICENCES$/],
];

describeUnless(noModels, 'the assembled image', () => {
  let folder: string;
  let image: AssembledImage;
  let files: string[];

  beforeAll(async () => {
    // Outside of the repository, where nothing can be found by chance in the node_modules of a parent folder.
    folder = mkdtempSync(join(tmpdir(), 'face-comparison-image-'));
    image = await assembleImage({ outdir: join(folder, 'image') });
    files = await filesOf(join(image.folder, 'task'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is at most 90 MB', () => {
    const bytes = image.parts.reduce((sum, part) => sum + part.bytes, 0);
    expect(bytes).toBeLessThanOrEqual(90 * MEGABYTE);
    expect(bytes).toBe(files.reduce((sum, file) => sum + statSync(join(image.folder, 'task', file)).size, 0));
  });

  it('holds no file of a kind that the function does not need', () => {
    expect(files.filter((file) => !NEEDED.some(([, path]) => path.test(file)))).toEqual([]);
  });

  it('holds every kind of file that is said to be needed', () => {
    expect(NEEDED.filter(([, path]) => !files.some((file) => path.test(file)))).toEqual([]);
  });

  it('runs on its own, and loads every script and every library in it', async () => {
    const task = join(image.folder, 'task');
    const loaded = await loadedFiles(task);
    const executable = files.filter((file) => /\.(js|cjs|mjs|node|so\.[\d.]+)$/.test(file));
    expect(executable.filter((file) => !loaded.has(file))).toEqual([]);
    expect([...loaded].filter((file) => !files.includes(file))).toEqual([]);
  });

  it('has no other platform, package manager, development file or install script', () => {
    const unwanted =
      /win32|darwin|arm64|musl|wasm|freebsd|\/npm\/|\.d\.[cm]?ts$|\.map$|\.ts$|\.cc?$|\/install|\/script|adm-zip|global-agent|node-gyp/;
    expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  });

  it('can be read by any user and changed by none but its owner', () => {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
      expect([entry.name, mode]).toEqual([entry.name, entry.isDirectory() ? 0o755 : 0o644]);
    }
  });

  it('is the same to the byte when it is assembled again', async () => {
    const again = await assembleImage({ outdir: join(folder, 'again') });
    const digest = async (of: AssembledImage) => {
      const hash = createHash('sha256');
      for (const file of await filesOf(of.folder)) hash.update(`${file}\n`).update(readFileSync(join(of.folder, file)));
      return hash.digest('hex');
    };
    expect(await digest(again)).toBe(await digest(image));
  });

  it('holds nothing but what the Dockerfile copies, and the Dockerfile itself', async () => {
    const copied = [...dockerfile().matchAll(/^COPY (\S+) /gm)].map(([, source]) => source!);
    const all = await filesOf(image.folder);
    expect(
      all.filter(
        (file) => file !== 'Dockerfile' && !copied.some((source) => file === source || file.startsWith(source)),
      ),
    ).toEqual([]);
    expect(copied.filter((source) => !all.some((file) => file === source || file.startsWith(source)))).toEqual([]);
  });

  it('refuses a pack that does not exist', async () => {
    const assembling = assembleImage({ outdir: join(folder, 'none'), pack: 'best' });
    await expect(assembling).rejects.toThrow(ImageOptionError);
    await expect(assembling).rejects.toThrow(/^Expected one of .*retail-0095.* for pack but received best\.$/);
  });

  it('refuses a calibration that does not exist, and leaves nothing behind', async () => {
    const assembling = assembleImage({ outdir: join(folder, 'none'), calibration: 'none.json' });
    await expect(assembling).rejects.toThrow('There is no calibration none.json in layers/models/calibration: ');
    expect(readdirSync(folder).sort()).toEqual(['again', 'image']);
  });

  it('bundles the authorizer, in less than 50 kB, the AWS SDK in files that only the built-in issuer needs', async () => {
    const authorizer = await assembleAuthorizer(join(folder, 'authorizer'));
    const files = readdirSync(authorizer).sort();
    expect(files.filter((file) => !/-\w{8}\.mjs$/.test(file))).toEqual(['THIRD-PARTY-LICENCES', 'index.mjs']);
    expect(readFileSync(join(authorizer, 'index.mjs'), 'utf8')).not.toContain('TrentService');
    expect(statSync(join(authorizer, 'index.mjs')).size).toBeLessThan(50_000);
    rmSync(authorizer, { recursive: true });
  });

  it('is built from the base image of Node 24, runs as a user without privileges and executes nothing at build', () => {
    const instructions = dockerfile()
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line));
    expect(instructions.map((line) => line.split(' ')[0])).toEqual([
      'FROM',
      'COPY',
      'COPY',
      'COPY',
      'COPY',
      'USER',
      'CMD',
    ]);
    // A digest behind the tag is how an operator takes a renewed base image: docs/operate.md.
    expect(instructions[0]).toMatch(/^FROM public\.ecr\.aws\/lambda\/nodejs:24(@sha256:[0-9a-f]{64})?$/);
    expect(instructions[5]).toMatch(/^USER [1-9]\d*:[1-9]\d*$/);
    expect(instructions[6]).toBe('CMD ["index.handler"]');
  });
});

function dockerfile(): string {
  return readFileSync(resolve(ROOT, 'layers/Dockerfile'), 'utf8');
}
