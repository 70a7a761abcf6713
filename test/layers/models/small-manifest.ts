import { createHash } from 'node:crypto';
import type { Manifest, ModelEntry } from '../../../lambda/face/models/manifest.ts';
import { publishedFile } from './publisher.ts';

/** A model whose ONNX file is its own name; the detector is published as that, the others by nobody. */
export function smallModel(name: string, role: ModelEntry['role']): ModelEntry {
  const content = Buffer.from(name);
  return {
    name,
    role,
    version: '1',
    file: `${name}.onnx`,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    licence: { spdx: 'MIT', holder: 'somebody', note: '' },
    trainingData: { name: 'drawings', terms: 'None.', researchOnly: false },
    source: {
      publisher: `https://example.invalid/${name}`,
      files: role === 'detector' ? [publishedFile(`published-${name}.onnx`, content)] : [],
      conversion: null,
    },
    input: { name: 'input', size: 96, channels: 'RGB', mean: 0, scale: 1 },
    output: { name: 'out', length: 1 },
  };
}

/** Three models of a few bytes and a pack of them. */
export const SMALL_MANIFEST: Manifest = {
  models: [smallModel('det', 'detector'), smallModel('emb', 'embedder'), smallModel('qual', 'quality')],
  packs: {
    'retail-0095': {
      detector: 'det',
      quality: 'qual',
      embedders: [{ model: 'emb', weight: 1 }],
      calibration: 'calibration/c.json',
    },
  },
};

/** The small manifest with changes to one of its models. */
export function withChangedModel(name: string, change: object): Manifest {
  const models = SMALL_MANIFEST.models.map((model) => (model.name === name ? { ...model, ...change } : model));
  return { ...SMALL_MANIFEST, models };
}
