import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentNote, environmentOf } from '../../../../lib/bench/process/environment-of.ts';
import { WorkerProcess } from '../../../../lib/bench/process/worker-process.ts';
import { PROCESS_ENVIRONMENT } from '../../../../lib/stack/functions/process-environment.ts';

describe('the environment of a measured process', () => {
  let checkout: string;
  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'environment-of-'));
  });
  afterEach(() => rmSync(checkout, { recursive: true }));

  it.each([
    ['today', 'lib/stack/functions/process-environment.ts'],
    ['before the stack had a folder of its own', 'lib/process-environment.ts'],
  ])("is that of the checkout's own stack, with nothing of ours added: %s", async (_, place) => {
    const file = join(checkout, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "export const PROCESS_ENVIRONMENT = { MALLOC_ARENA_MAX: '7' } as const;\n");
    expect(await environmentOf(checkout)).toEqual({ MALLOC_ARENA_MAX: '7' });
  });

  it('is ours where the checkout knows of none', async () => {
    expect(await environmentOf(checkout)).toEqual(PROCESS_ENVIRONMENT);
  });

  it('is what the worker of a checkout runs with', async () => {
    const files = {
      'package.json': '{ "type": "module" }',
      'node_modules/onnxruntime-node/index.cjs': 'exports.InferenceSession = class { async run() {} };',
      'node_modules/onnxruntime-node/package.json': '{ "main": "index.cjs" }',
      'lib/stack/functions/process-environment.ts': "export const PROCESS_ENVIRONMENT = { MALLOC_ARENA_MAX: '7' };",
      'layers/models/fetch.ts': "export const ensureModels = async () => 'models';",
      'lambda/face/stopwatch.ts': 'export class Stopwatch { async time() {} timeSync() {} }',
      // An engine that finds as many faces as malloc may have pools.
      'lambda/face/engine.ts': `
        const faces = Array(Number(process.env.MALLOC_ARENA_MAX)).fill({});
        const compare = async () => ({ pictures: [{ faces }, { faces }], durations: {} });
        export const createFaceEngine = async () => ({ compare });`,
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(checkout, file)), { recursive: true });
      writeFileSync(join(checkout, file), text);
    }
    const inputs = [{ name: 'small', title: '', pairs: [[Buffer.alloc(1), Buffer.alloc(1)]] as const }];
    const setup = { checkout, modelsDir: 'models', threads: 1, inputs, reference: false };
    using worker = await WorkerProcess.start(setup, { cores: null });
    const { faces } = await worker.do({ task: 'compare', contender: 'engine', kind: 'small', pair: 0 });
    expect(faces).toEqual([7, 7]);
  });

  it('is told in the report where two builds differ in it', () => {
    const ours = { MALLOC_ARENA_MAX: '2', NODE_OPTIONS: '--a' };
    expect(environmentNote(ours, ours, 'abc1234')).toEqual([]);
    expect(environmentNote(ours, { MALLOC_ARENA_MAX: '2', MALLOC_TRIM: '1' }, 'abc1234')).toEqual([
      'NODE_OPTIONS: this --a, abc1234 unset',
      'MALLOC_TRIM: this unset, abc1234 1',
    ]);
  });
});
