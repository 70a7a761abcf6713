import type { AnalysedPicture } from '../../lambda/face/analyse-picture.ts';
import type { EngineVersion } from '../../lambda/face/comparison.ts';
import type { PairResult } from './measure/score-pairs.ts';
import { type ScoredPair, tenFoldAccuracy, trueMatchRate } from './measure/verification.ts';

/** Lines that say how well a pipeline separates labelled pairs and which photos it could not use. */
export function separationReport(
  results: readonly PairResult[],
  photos: ReadonlyMap<string, AnalysedPicture>,
  version: EngineVersion,
): string[] {
  const scored: ScoredPair[] = results.map(({ same, cosine }) => ({ same, score: cosine ?? -1 }));
  const lost = [...photos].filter(([, photo]) => photo.embeddings.length === 0);
  const lowQuality = [...photos.values()].filter((photo) => photo.analysis.status === 'LowQuality').length;
  const same = results.filter((result) => result.same).length;
  const lines = [
    `pack ${version.pack}, calibration ${version.calibration}, models ${version.models.join(' ')}`,
    `photos: ${photos.size}, failure to acquire (no face): ${lost.length}, LowQuality: ${lowQuality}`,
    ...lost.map(([path, { analysis }]) => `  ${analysis.status} ${path}`),
    `pairs: ${same} same person, ${results.length - same} different people`,
  ];
  if (same === 0 || same === results.length) return [...lines, 'Accuracy needs pairs of both kinds.'];
  const { mean, deviation } = tenFoldAccuracy(scored);
  lines.push(`10-fold accuracy: ${percent(mean)} ± ${percent(deviation)} %`);
  for (const falseMatchRate of [1e-2, 1e-3]) {
    const { rate, threshold } = trueMatchRate(scored, falseMatchRate);
    lines.push(
      `true match rate at a false-match rate of ${falseMatchRate}: ${percent(rate)} % (cosine ${threshold.toFixed(4)})`,
    );
  }
  return lines;
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
