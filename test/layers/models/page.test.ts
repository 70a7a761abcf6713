import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelEntry, readManifest } from '../../../lambda/face/models/manifest.ts';
import { checkManifest } from '../../../layers/models/check-manifest.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { ROOT } from '../../../lib/cli/root.ts';

const page = readFileSync(resolve(ROOT, 'docs/bring-your-own-model.md'), 'utf8');
const [entry, pack] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => JSON.parse(json!));
const manifest = await readManifest(MODELS_DIR);

describe('the page on a model of your own', () => {
  it('shows an entry and a pack as they are in the manifest', () => {
    expect(entry).toEqual(modelEntry(manifest, 'edgeface-xs'));
    expect(pack).toEqual({ 'edgeface-xs': manifest.packs['edgeface-xs'] });
  });

  it('shows an entry from which another one can be made', () => {
    const mine = { ...entry, name: 'mine', file: 'mine.onnx' };
    const packs = { mine: { ...pack['edgeface-xs'], embedders: [{ model: 'mine', weight: 1 }] } };
    expect(() => checkManifest({ models: [...manifest.models, mine], packs })).not.toThrow();
    const unlicensed = { ...mine, licence: undefined };
    expect(() => checkManifest({ models: [...manifest.models, unlicensed], packs })).toThrow(
      'model mine: expected a value for licence but received undefined',
    );
  });
});
