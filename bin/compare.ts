/** `npm run compare -- A B`: compares two image files without a server. */
import { decide } from '../lambda/compare/decision.ts';
import { envelope } from '../lambda/contract/envelope.ts';
import { statusMessages } from '../lambda/contract/status.ts';
import type { Comparison } from '../lambda/face/comparison.ts';
import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { command, realNumber, runCommand } from '../lib/cli/command.ts';
import { readGivenFile } from '../lib/cli/given-file.ts';

await runCommand(
  command('npm run compare --', 'Compares two image files without a server.')
    .argument('<image-a>')
    .argument('<image-b>')
    .option('--json', 'print the envelope that the API would answer')
    .option('--threshold <t>', 'a similarity above it is a match', realNumber(0, 1), 0.7)
    .option('--pack <name>', 'set of models', DEFAULT_PACK)
    .action(compare),
);

async function compare(
  imageA: string,
  imageB: string,
  { json, threshold, pack }: { json: boolean; threshold: number; pack: string },
): Promise<void> {
  const [first, second] = await Promise.all([readGivenFile(imageA), readGivenFile(imageB)]);
  const { ensureModels } = await import('../layers/models/fetch.ts');
  const modelsDir = await ensureModels({ pack });
  const { createFaceEngine } = await import('../lambda/face/engine.ts');
  const engine = await createFaceEngine({ modelsDir, pack, researchModels: true });
  const comparison = await engine.compare(first, second);
  await engine.release();
  if (json) console.log(JSON.stringify(answer(comparison, threshold), null, 2));
  else console.log(sentences(comparison, threshold).join('\n'));
}

/** The envelope that the API would answer. */
function answer(comparison: Comparison, threshold: number): object {
  const { pictures, causes, isFaceMatch, matchingSimilarity, status } = decide(comparison, threshold);
  return envelope(200, statusMessages(pictures, causes), { isFaceMatch, matchingSimilarity, status });
}

function sentences(comparison: Comparison, threshold: number): string[] {
  const decision = decide(comparison, threshold);
  const { pair } = comparison;
  const many = pair === null || pair.pairs === 1 ? '' : ` of ${pair.pairs} pairs of faces`;
  const rates = [
    [pair?.falseMatchRate, 'people who look alike'],
    [pair?.randomPairFalseMatchRate, 'random people'],
  ] as const;
  const known = rates.flatMap(([rate, whose]) => (rate == null ? [] : [`${rate.toExponential(1)} for ${whose}`]));
  const rate = known.length === 0 ? '' : `, false-match rate${many} ${known.join(', ')}`;
  const faces = comparison.pictures.map((picture) => picture?.facesFound ?? 0).join(' and ');
  return [
    `${decision.isFaceMatch ? 'Match' : 'No match'}: similarity ${decision.matchingSimilarity.toFixed(4)}${rate}, threshold ${threshold}`,
    `Status ${decision.status}, faces found: ${faces}`,
    ...statusMessages(decision.pictures, decision.causes),
  ];
}
