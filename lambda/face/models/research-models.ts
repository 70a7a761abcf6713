import { type Manifest, modelEntry, packModels } from './manifest.ts';

/**
 * Returns why a pack may not run without the setting `researchModels=true`, or `null` if there is no objection. The objection
 * is that one of its embedders was trained on photos that are said to be for research only. Only embedders count, because they
 * hold what was learned about people's identities.
 *
 * @throws Error when there is no such pack
 */
export function researchObjection(manifest: Manifest, packName: string): string | null {
  const { pack } = packModels(manifest, packName);
  const named = pack.embedders
    .map(({ model }) => modelEntry(manifest, model))
    .filter(({ trainingData }) => trainingData.researchOnly)
    .map(({ name, trainingData }) => `${name} (trained on ${trainingData.name})`);
  if (named.length === 0) return null;
  return `Pack ${packName} holds ${named.join(' and ')}, whose training data is said to be for research only. Set researchModels=true to use it all the same.`;
}
