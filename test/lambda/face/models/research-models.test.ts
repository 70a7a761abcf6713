import { describe, expect, it } from 'vitest';
import { researchObjection } from '../../../../lambda/face/models/research-models.ts';
import { SMALL_MANIFEST, withChangedModel } from '../../../layers/models/small-manifest.ts';

const forResearch = (name: string) =>
  withChangedModel(name, { trainingData: { name: 'web photos', terms: 'Research only.', researchOnly: true } });

describe('the objection to a pack', () => {
  it('names the embedder, what it was trained on, and the setting', () => {
    expect(researchObjection(forResearch('emb'), 'retail-0095')).toBe(
      'Pack retail-0095 holds emb (trained on web photos), whose training data is said to be for research only. Set researchModels=true to use it all the same.',
    );
  });

  it('is none where no embedder is for research', () => {
    expect(researchObjection(SMALL_MANIFEST, 'retail-0095')).toBeNull();
    expect(researchObjection(forResearch('det'), 'retail-0095')).toBeNull();
    expect(researchObjection(forResearch('qual'), 'retail-0095')).toBeNull();
  });

  it('needs a pack of that name', () => {
    expect(() => researchObjection(SMALL_MANIFEST, 'other')).toThrow('Expected one of retail-0095 for pack');
  });
});
