import { describe, expect, it } from 'vitest';
import type { ComparisonDetails, PictureDetails } from '../../lambda/contract/details.ts';
import type { ComparisonResult } from '../../lambda/contract/envelope.ts';
import { rateOfPairs } from '../../lambda/face/matching/best-pair.ts';
import { frontalEyeDistance, headPose } from '../../lambda/face/quality/head-pose.ts';
import { DOCUMENT } from '../support/openapi.ts';
import { blocksIn } from './pages.ts';

type DetailedResult = ComparisonResult & { readonly details: ComparisonDetails };

/** The responses with details that readers see: those in the pages and in the OpenAPI document. */
function detailedResults(): { readonly where: string; readonly result: DetailedResult }[] {
  const { examples } = DOCUMENT.paths['/ExtFaceComparison/Compare'].post.responses[200].content['application/json'];
  const shown = Object.entries<{ value: unknown }>(examples).map(([name, { value }]) => ({
    where: `openapi.json ${name}`,
    value,
  }));
  const inPages = blocksIn('json').map(({ where, code }) => ({ where, value: JSON.parse(code) as unknown }));
  return [...inPages, ...shown].flatMap(({ where, value }) => {
    const { result } = value as { result?: DetailedResult };
    return result?.details === undefined ? [] : [{ where, result }];
  });
}

/** Returns what contradicts the rest in the details of an image that has a pair. */
function contradictions({ width, height, facesFound, chosen, faces }: PictureDetails): string[] {
  const found: string[] = [];
  if (chosen === null || faces[chosen] === undefined) found.push('no chosen face');
  if (facesFound < faces.length) found.push('more faces than were found');
  for (const { box, landmarks, measures } of faces) {
    const [x, y, w, h] = box;
    if (x < 0 || y < 0 || x + w > width || y + h > height) found.push('a face outside of the picture');
    const distance = frontalEyeDistance(landmarks, headPose(landmarks).yaw);
    if (Math.abs(distance - (measures.interEyeDistance ?? Number.NaN)) > 0.06) found.push('another inter-eye distance');
  }
  return found;
}

describe('an answer with details that readers see', () => {
  const results = detailedResults();

  it('is in the contract page and in the OpenAPI document', () => {
    expect(results.map(({ where }) => where.split(/[: ]/)[0]).sort()).toEqual(['docs/contract.md', 'openapi.json']);
  });

  it.each(results)('does not contradict itself: $where', ({ result }) => {
    const { isFaceMatch, matchingSimilarity, status, details } = result;
    expect([isFaceMatch, status]).toEqual([matchingSimilarity > details.threshold, 'Success']);
    // A similarity of 0.7 means 1e-4, and each further 0.1 a tenth of that, to the two digits that are shown.
    expect(details.falseMatchRatePerPair?.toExponential(1)).toBe(
      (10 ** (3 - 10 * matchingSimilarity)).toExponential(1),
    );
    expect([details.livenessFace, details.faceFromDocument].map(contradictions)).toEqual([[], []]);
    const pairs = details.livenessFace.faces.length * details.faceFromDocument.faces.length;
    expect(details.pairs).toBe(pairs);
    expect(details.falseMatchRate).toBe(rateOfPairs(details.falseMatchRatePerPair!, pairs));
    expect(details.marginToSecond === null).toBe(pairs < 2);
    const [i, j] = [details.livenessFace.chosen!, details.faceFromDocument.chosen!];
    expect(details.similarities[i]![j]).toBe(matchingSimilarity);
    expect(details.similarities.flat()).toHaveLength(pairs);
  });
});
