import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_FILE_BYTES } from '../../../lambda/contract/limits.ts';
import { bundleFunction } from '../../../layers/bundle.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { usageOf } from '../../../lib/bench/process/process-usage.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { type AuditTable, startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { compareFunction } from '../../../lib/local/runtime/compare-configuration.ts';
import { LambdaEnvironment } from '../../../lib/local/runtime/lambda-environment.ts';
import { launchProcess } from '../../../lib/local/runtime/launch.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../../lib/pictures/encode.ts';
import { COMPARE_DEFINITION } from '../../support/default-model.ts';
import { filePart, multipartBody, type PartSpec, pictureParts, textPart } from '../../support/multipart.ts';
import { describeUnless, noModels, SHARED_DIR } from '../../support/shared.ts';
import { answerOf, compareEvent } from '../image/image-harness.ts';
import type { HostilePicture } from './hostile-picture.ts';
import { hostilePictures } from './hostile-pictures.ts';

const reason = process.platform === 'linux' ? noModels : 'memory is read from /proc';
/** Milliseconds of processor time on one processor; a busy machine changes it little. */
const CPU_LIMIT_MS = 4_000;
const MEMORY_LIMIT = 200_000_000;
const HANDED = join(SHARED_DIR, 'cases/hostile');
const pictures = reason === null ? [...(await hostilePictures()), ...handedPictures()] : [];

/** Files that once blocked the function or took its memory, if they are next to the checkout. */
function handedPictures(): HostilePicture[] {
  if (!existsSync(HANDED)) return [];
  return readdirSync(HANDED).map((name) => ({
    name,
    bytes: readFileSync(join(HANDED, name)),
    expected: ['InvalidImage', 'NoFaceDetected'],
  }));
}

describeUnless(reason, 'pictures made to do harm', () => {
  let folder: string;
  let table: AuditTable;
  let environment: LambdaEnvironment;
  let child: ChildProcess;
  let starts = 0;
  let face: Buffer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'face-hostile-'));
    const taskRoot = join(folder, 'task');
    await bundleFunction(join(ROOT, 'lambda/compare/handler.ts'), taskRoot);
    await symlink(join(ROOT, 'node_modules'), join(taskRoot, 'node_modules'), 'dir');
    table = await startAuditTable();
    const configuration = compareFunction(taskRoot, table, COMPARE_DEFINITION);
    environment = new LambdaEnvironment(
      { ...configuration, environment: { ...configuration.environment, MODELS_DIR } },
      {
        launch: async (given, port) => {
          starts += 1;
          child = await launchProcess(given, port);
          return child;
        },
        log: () => {},
      },
    );
    face = await encodeJpeg(drawnFace({ seed: 2 }));
    await answerOf(environment, compareEvent(pictureParts(face, face)));
  });
  afterAll(async () => {
    await environment.close();
    await table.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Compares, and measures the processor time and the memory used beyond what was in use before. */
  async function measured(parts: readonly PartSpec[]) {
    // Resets the peak (man proc, clear_refs).
    writeFileSync(`/proc/${child.pid}/clear_refs`, '5');
    const before = usageOf(child.pid!);
    const { statusCode, envelope } = await answerOf(environment, compareEvent([], { body: multipartBody(parts) }));
    const { cpuMs, peakBytes } = usageOf(child.pid!);
    return { statusCode, envelope, cpuMs: cpuMs - before.cpuMs, bytes: peakBytes - before.residentBytes };
  }

  it.each(pictures)('$name', async ({ name, bytes, expected }: HostilePicture) => {
    expect(bytes.length).toBeLessThanOrEqual(MAX_FILE_BYTES);
    const {
      statusCode,
      envelope,
      cpuMs,
      bytes: used,
    } = await measured([filePart('LivenessFace', bytes), filePart('FaceFromDocument', face)]);
    if (process.env.ATTACK_FIGURES === '1') {
      process.stdout.write(
        `${name}\t${Math.round(cpuMs)} ms\t${Math.round(used / 1e6)} MB\t${envelope.result?.status}\n`,
      );
    }
    expect(statusCode).toBe(200);
    expect(expected).toContain(envelope.result?.status);
    expect(cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(used).toBeLessThan(MEMORY_LIMIT);
    expect(starts).toBe(1);
  });

  it.each<[string, number, () => PartSpec[]]>([
    ['1,000 parts', 200, () => [...Array<PartSpec>(998).fill(textPart('x', 'y')), ...pictureParts(face, face)]],
    ['1,001 parts', 400, () => [...Array<PartSpec>(999).fill(textPart('x', 'y')), ...pictureParts(face, face)]],
    [
      '10,000 headers in a part',
      200,
      () => {
        const headers = Array.from({ length: 10_000 }, (_, i) => `X-Header-${i}: ${i}`);
        return [
          { headers: ['Content-Disposition: form-data; name="x"', ...headers], content: 'y' },
          ...pictureParts(face, face),
        ];
      },
    ],
    [
      'a header of 3 MB in a part',
      200,
      () => [
        { headers: ['Content-Disposition: form-data; name="x"', `X-Header: ${'a'.repeat(3_000_000)}`], content: 'y' },
        ...pictureParts(face, face),
      ],
    ],
    ['a name of 1 MB', 200, () => [textPart('n'.repeat(1_000_000), 'y'), ...pictureParts(face, face)]],
  ])('a body with %s: %i', async (_, status, parts) => {
    const { statusCode, cpuMs, bytes } = await measured(parts());
    expect([statusCode, status === 200 ? 200 : 400]).toContain(statusCode);
    expect(statusCode).toBeLessThan(500);
    expect(cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(bytes).toBeLessThan(MEMORY_LIMIT);
    expect(starts).toBe(1);
  });

  it('leave the function able to compare', async () => {
    const { envelope } = await measured(pictureParts(face, face));
    expect(envelope.result).toMatchObject({ isFaceMatch: true, status: 'Success' });
  });
});
