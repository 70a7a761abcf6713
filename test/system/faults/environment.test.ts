import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HEALTH_PATH } from '../../../lambda/contract/fields.ts';
import { MAX_PIXELS } from '../../../lambda/face/picture/pixels/picture.ts';
import { assembleImage } from '../../../layers/assemble.ts';
import { type AuditTable, startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { compareFunction } from '../../../lib/local/runtime/compare-configuration.ts';
import { LambdaEnvironment } from '../../../lib/local/runtime/lambda-environment.ts';
import type { FunctionConfiguration, Launch } from '../../../lib/local/runtime/launch.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg } from '../../../lib/pictures/encode.ts';
import { COMPARE_DEFINITION } from '../../support/default-model.ts';
import { type DynamoDbProxy, dynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { proxyEvent } from '../../support/events.ts';
import { pictureParts } from '../../support/multipart.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { answerOf, compareEvent, processTree, Recorder } from '../image/image-harness.ts';
import { createSandbox, FULL_TMP, noSandbox, OWN_TMP, READ_ONLY_TMP } from '../image/sandbox.ts';

const reason = process.platform === 'linux' ? noModels : 'its native libraries are for Linux';
const LOG_WAIT = { timeout: 60_000 };
const DETECTOR = 'models/yunet-n-dynamic.onnx';
const EMBEDDER = 'models/face-reidentification-retail-0095-rewritten.onnx';

describeUnless(reason, 'the compare function in a broken environment', () => {
  let folder: string;
  let image: string;
  let table: AuditTable;
  let proxy: DynamoDbProxy;
  let face: Buffer;
  const cleanUp: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'face-faults-'));
    const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
    image = join((await assembleImage({ architecture, outdir: join(folder, 'image') })).folder, 'task');
    table = await startAuditTable();
    proxy = await dynamoDbProxy(table.endpoint);
    face = await encodeJpeg(drawnFace({ seed: 2 }));
  });
  afterAll(async () => {
    for (const step of cleanUp.reverse()) await step();
    await proxy.close();
    await table.close();
    await rm(folder, { recursive: true, force: true });
  });

  interface Started {
    readonly environment: LambdaEnvironment;
    readonly recorder: Recorder;
    /** The process started last. */
    child(): ChildProcess;
  }

  async function start(
    taskRoot: string,
    tmp: readonly string[] = OWN_TMP,
    change: Partial<FunctionConfiguration> = {},
  ): Promise<Started> {
    const sandbox = await createSandbox([proxy.port], tmp);
    const recorder = new Recorder();
    let child: ChildProcess;
    const launch: Launch = async (configuration, port) => {
      child = await sandbox.launch(configuration, port);
      return child;
    };
    const configuration = compareFunction(taskRoot, { ...table, endpoint: proxy.endpoint }, COMPARE_DEFINITION);
    const environment = new LambdaEnvironment({ ...configuration, ...change }, recorder.options(launch));
    cleanUp.push(sandbox.close, () => environment.close());
    proxy.reset();
    return { environment, recorder, child: () => child };
  }

  const compare = (first: Buffer = face, second: Buffer = face) =>
    compareEvent(pictureParts(first, second), { requestId: randomUUID() });
  const parsed = (recorder: Recorder) => recorder.lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  /** Returns a copy of the image that a test may damage. */
  function copy(name: string): string {
    const target = join(folder, name);
    cpSync(image, target, { recursive: true });
    return target;
  }

  it.each<[string, (task: string) => void]>([
    ['missing', (task) => rmSync(join(task, DETECTOR))],
    ['empty', (task) => truncateSync(join(task, DETECTOR), 0)],
    ['cut off', (task) => truncateSync(join(task, EMBEDDER), 1_000_000)],
    ['changed in one bit', (task) => flipBit(join(task, EMBEDDER), 1_234_567)],
    ['another model', (task) => cpSync(join(task, DETECTOR), join(task, EMBEDDER))],
  ])('gives no decision with a model file that is %s, and recovers when it is mended', async (name, spoil) => {
    const task = copy(`model ${name}`.replaceAll(' ', '-'));
    spoil(task);
    const { environment, recorder } = await start(task);
    const { statusCode, envelope } = await answerOf(environment, compare());
    expect([statusCode, envelope.result, envelope.messages]).toEqual([500, null, ['Unexpected server error.']]);
    expect(proxy.writes()).toEqual([]);
    expect((await answerOf(environment, proxyEvent({ path: HEALTH_PATH }))).statusCode).toBe(503);
    // The line comes through a pipe. On a busy machine it arrives after the response.
    await vi.waitFor(() => {
      const lines = parsed(recorder);
      expect(lines[0]).toMatchObject({ level: 'ERROR', message: 'init', reason: 'engine-load' });
      expect(lines[1]).toMatchObject({ level: 'ERROR', message: 'request', statusCode: 500, reason: 'engine-load' });
      expect(lines[2]).toMatchObject({ EngineFailures: 1 });
    }, LOG_WAIT);

    for (const model of [DETECTOR, EMBEDDER]) cpSync(join(image, model), join(task, model));
    expect((await answerOf(environment, compare())).statusCode).toBe(200);
    await environment.close();
  });

  it.each([
    ['a manifest that is no JSON', 'models/manifest.json', '{"models": ['],
    ['a manifest without the pack', 'models/manifest.json', '{"models": [], "packs": {}}'],
    ['a calibration of nonsense', 'models/calibration/retail-0095.json', '{"knots": []}'],
  ])('gives no decision with %s', async (name, file, content) => {
    const task = copy(name.replaceAll(' ', '-'));
    writeFileSync(join(task, file), content);
    const { environment, recorder } = await start(task);
    const { statusCode, envelope } = await answerOf(environment, compare());
    expect([statusCode, envelope.result]).toEqual([500, null]);
    expect(proxy.writes()).toEqual([]);
    await vi.waitFor(() => expect(parsed(recorder)[1]).toMatchObject({ reason: 'engine-load' }), LOG_WAIT);
    await environment.close();
  });

  describe.skipIf(noSandbox !== null)('in the sandbox', () => {
    it.each([
      ['cannot be written to', READ_ONLY_TMP],
      ['is full', FULL_TMP],
    ])('needs no /tmp: it compares where /tmp %s', async (_, tmp) => {
      const { environment } = await start(image, tmp);
      const { statusCode, envelope } = await answerOf(environment, compare());
      expect([statusCode, envelope.result?.status]).toEqual([200, 'Success']);
      await environment.close();
    });
  });

  describe('near the limit of its memory', () => {
    const MEGABYTE = 1_000_000;

    it('stays below what it is given with the largest pictures of all formats, and after many of them', async () => {
      const { environment, child } = await start(image);
      const pictures = await largestPictures();
      const small = await GREY.clone().resize(64, 64, { fit: 'fill' }).jpeg().toBuffer();
      for (const [format, picture] of Object.entries(pictures)) {
        // One large image per request: two are decoded one after the other, and exceed the budget on a slow machine.
        const { statusCode, envelope } = await answerOf(environment, compare(picture, small));
        expect([format, statusCode, envelope.result?.status]).toEqual([format, 200, 'NoFaceDetected']);
      }
      const peak = processTree(child().pid!).map(peakMemory);
      expect(Math.max(...peak)).toBeGreaterThan(3 * MAX_PIXELS);
      expect(Math.max(...peak)).toBeLessThan(0.8 * COMPARE_DEFINITION.memoryMb * MEGABYTE);
      await environment.close();
    });

    it('killed for its memory while it works: no decision without an item, and the next request is served', async () => {
      const { environment, child } = await start(image);
      await answerOf(environment, compare());
      proxy.reset();
      // The kernel kills it, as Lambda does beyond the limit, when the item is on its way and not yet written.
      proxy.behave = (request) => {
        for (const pid of processTree(child().pid!).reverse()) process.kill(pid, 'SIGKILL');
        request.drop();
      };
      const outcome = await environment.invoke(compare());
      expect(outcome).toMatchObject({ kind: 'error', errorType: 'Runtime.ExitError' });
      proxy.reset();
      expect((await answerOf(environment, compare())).statusCode).toBe(200);
      expect(proxy.writes()).toHaveLength(1);
      await environment.close();
    });
  });
});

function flipBit(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at]! ^= 1;
  writeFileSync(file, bytes);
}

/** Returns the peak memory of a process, in bytes. */
function peakMemory(pid: number): number {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const GREY = asSharp({ width: 1, height: 1, data: new Uint8Array([120, 130, 140]) });

/** Images with as many pixels as allowed, of one colour so that their files are small. */
async function largestPictures(): Promise<Record<string, Buffer>> {
  const width = 8_000;
  const height = MAX_PIXELS / width;
  const large = () => GREY.clone().resize(width, height, { fit: 'fill', kernel: 'nearest' });
  return {
    JPEG: await large().jpeg().toBuffer(),
    'progressive JPEG': await large().jpeg({ progressive: true }).toBuffer(),
    PNG: await large().png().toBuffer(),
    'interlaced PNG': await large().png({ progressive: true }).toBuffer(),
    TIFF: await large().tiff({ compression: 'deflate' }).toBuffer(),
  };
}
