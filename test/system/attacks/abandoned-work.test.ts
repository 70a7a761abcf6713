import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { HEALTH_PATH } from '../../../lambda/contract/fields.ts';
import { invalidImage } from '../../../lambda/contract/invalid-image.ts';
import { bundleFunction } from '../../../layers/bundle.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { compareFunction } from '../../../lib/local/runtime/compare-configuration.ts';
import { LambdaEnvironment } from '../../../lib/local/runtime/lambda-environment.ts';
import { launchProcess } from '../../../lib/local/runtime/launch.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../../lib/pictures/encode.ts';
import { COMPARE_DEFINITION } from '../../support/default-model.ts';
import { dynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { proxyEvent } from '../../support/events.ts';
import { pictureParts } from '../../support/multipart.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { answerOf, compareEvent, Recorder } from '../image/image-harness.ts';
import { endless, endlessDecoder } from './endless-decoder.ts';

const reason = process.platform === 'linux' ? noModels : 'its native libraries are for Linux';

describeUnless(reason, 'under the runtime client, a picture that is decoded for ever', () => {
  let folder: string;
  let face: Buffer;
  let environment: LambdaEnvironment;
  let writes: () => readonly unknown[];
  const recorder = new Recorder();
  const children: ChildProcess[] = [];
  const cleanUp: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'face-abandoned-'));
    cleanUp.push(() => rm(folder, { recursive: true, force: true }));
    const taskRoot = join(folder, 'task');
    await bundleFunction(join(ROOT, 'lambda/compare/handler.ts'), taskRoot, [endlessDecoder]);
    await symlink(join(ROOT, 'node_modules'), join(taskRoot, 'node_modules'), 'dir');
    const table = await startAuditTable();
    const proxy = await dynamoDbProxy(table.endpoint);
    cleanUp.push(table.close, proxy.close);
    writes = () => proxy.writes();
    const definition = compareFunction(taskRoot, { ...table, endpoint: proxy.endpoint }, COMPARE_DEFINITION);
    const launch: typeof launchProcess = async (...of) => {
      const child = await launchProcess(...of);
      children.push(child);
      return child;
    };
    environment = new LambdaEnvironment(
      { ...definition, environment: { ...definition.environment, MODELS_DIR } },
      recorder.options(launch),
    );
    cleanUp.push(() => environment.close());
    face = await encodeJpeg(drawnFace({ seed: 2 }));
  });
  afterAll(async () => {
    for (const step of cleanUp.reverse()) await step();
  });

  const compare = (first: Buffer, second: Buffer) =>
    answerOf(environment, compareEvent(pictureParts(first, second), { requestId: randomUUID() }));

  it.each([
    ['LivenessFace', () => [endless(face), face] as const],
    ['FaceFromDocument', () => [face, endless(face)] as const],
  ])('as %s is answered InvalidImage, audited once, and costs nobody else anything', async (field, pictures) => {
    const before = { writes: writes().length, lines: recorder.requests().length };
    const [attack, next] = await Promise.all([compare(...pictures()), compare(face, face)]);
    const attacked = children.at(-2);

    expect(attack.statusCode).toBe(200);
    expect(attack.envelope.result).toEqual({ isFaceMatch: false, matchingSimilarity: 0, status: 'InvalidImage' });
    expect(attack.envelope.messages).toEqual([`${field}: ${invalidImage('too-costly').message}`]);
    expect([attacked?.exitCode, attacked?.signalCode]).toEqual([null, 'SIGKILL']);

    expect(next.envelope.result).toMatchObject({ isFaceMatch: true, matchingSimilarity: 1, status: 'Success' });
    expect(writes()).toHaveLength(before.writes + 2);
    // The line comes through a pipe. On a busy machine it arrives after the response.
    await vi.waitFor(
      () => {
        const [line, good] = recorder.requests().slice(before.lines);
        expect(line).toMatchObject({ level: 'ERROR', status: 'InvalidImage', abandonedWork: true });
        expect(good).toMatchObject({ status: 'Success', coldStart: true });
      },
      { timeout: 60_000 },
    );
    expect(recorder.lines.filter((text) => text.includes('"AbandonedWork":1')).length).toBeGreaterThan(0);
    expect(recorder.lines.join('\n')).not.toContain('crash');
  });

  it('leaves an environment that is healthy', async () => {
    const { statusCode } = await answerOf(environment, proxyEvent({ path: HEALTH_PATH }));
    expect(statusCode).toBe(200);
  });
});
