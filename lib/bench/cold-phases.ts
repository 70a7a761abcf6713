/**
 * Loads the parts of the compare function one after the other and prints, as JSON, the milliseconds and processor time of
 * each. Run by cold-start.ts, bundled, with a folder beside it that holds what it imports; on its own it does nothing.
 */
import type { readManifest as ReadManifest } from '../../lambda/face/manifest.ts';
import type { loadModel as LoadModel } from '../../lambda/face/onnx.ts';

export interface Phase {
  readonly name: string;
  readonly ms: number;
  readonly cpuMs: number;
}

const phases: Phase[] = [];
let lastMs = 0;
let lastCpu = 0;

function end(name: string): void {
  const { user, system } = process.cpuUsage();
  const [ms, cpu] = [performance.now(), (user + system) / 1000];
  phases.push({ name, ms: ms - lastMs, cpuMs: cpu - lastCpu });
  [lastMs, lastCpu] = [ms, cpu];
}

// Since the process began, so Node.js itself.
end('node');
const [folder, modelsDir] = process.argv.slice(2);
if (folder !== undefined && modelsDir !== undefined) await loadAll(folder, modelsDir);

async function loadAll(parts: string, models: string): Promise<void> {
  // Names that the bundler does not know, so that each is loaded when its turn has come.
  const load = (path: string) => import(path);
  await load('sharp');
  end('sharp');
  await load('onnxruntime-node');
  end('onnxruntime');
  const { loadModel } = (await load(`${parts}/onnx/index.mjs`)) as { loadModel: typeof LoadModel };
  const { readManifest } = (await load(`${parts}/manifest/index.mjs`)) as { readManifest: typeof ReadManifest };
  const manifest = await readManifest(models);
  const pack = manifest.packs['retail-0095']!;
  const names = [pack.detector, ...pack.embedders.map(({ model }) => model), pack.quality];
  end('our code');
  const loaded = [];
  for (const name of names) {
    const entry = manifest.models.find((model) => model.name === name)!;
    loaded.push({ name, side: entry.input.size ?? 320, model: await loadModel(models, entry, 1) });
    end(`${name}: load`);
  }
  for (const { name, side, model } of loaded) {
    await model.run(new Float32Array(3 * side * side).fill(128), [1, 3, side, side]);
    end(`${name}: first run`);
  }
  const { createAuditClient } = await load(`${parts}/aws/index.mjs`);
  createAuditClient();
  end('AWS client');
  process.stdout.write(JSON.stringify(phases));
  process.exit(0);
}
