/** `npm run compare -- A B [--json] [--threshold T] [--pack NAME]`: compares two picture files without a server. */
import { decide } from '../lambda/compare/decision.ts';
import { envelope } from '../lambda/contract/envelope.ts';
import { statusMessages } from '../lambda/contract/status.ts';
import type { Comparison } from '../lambda/face/comparison.ts';
import { createFaceEngine } from '../lambda/face/engine.ts';
import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { ensureModels } from '../layers/models/fetch.ts';
import { flagsAndOperands, realNumber, runCommand, UsageError } from '../lib/cli/command-line.ts';
import { readGivenFile } from '../lib/cli/given-file.ts';

const USAGE = `Usage: npm run compare -- PICTURE_A PICTURE_B [--json] [--threshold T] [--pack NAME]
  --json         prints the envelope that the API would answer
  --threshold T  a similarity above it is a match (0.7)
  --pack NAME    set of models (${DEFAULT_PACK})`;

await runCommand(async () => {
  const { flags, operands } = flagsAndOperands(
    process.argv.slice(2),
    {
      json: { type: 'boolean', default: false },
      threshold: { type: 'string', default: '0.7' },
      pack: { type: 'string', default: DEFAULT_PACK },
    },
    USAGE,
  );
  if (operands.length !== 2) throw new UsageError(`Expected two pictures but received ${operands.length}.\n${USAGE}`);
  const threshold = realNumber(flags.threshold, '--threshold', 0, 1);
  const [first, second] = await Promise.all(operands.map(readGivenFile));
  const modelsDir = await ensureModels({ pack: flags.pack });
  const engine = await createFaceEngine({ modelsDir, pack: flags.pack });
  const comparison = await engine.compare(first!, second!);
  await engine.release();
  if (flags.json) console.log(JSON.stringify(answer(comparison, threshold), null, 2));
  else console.log(sentences(comparison, threshold).join('\n'));
});

/** The envelope that the API would answer. */
function answer(comparison: Comparison, threshold: number): object {
  const { pictures, isFaceMatch, matchingSimilarity, status } = decide(comparison, threshold);
  return envelope(200, statusMessages(pictures), { isFaceMatch, matchingSimilarity, status });
}

function sentences(comparison: Comparison, threshold: number): string[] {
  const decision = decide(comparison, threshold);
  const rate = comparison.pair === null ? '' : `, false-match rate ${comparison.pair.falseMatchRate.toExponential(1)}`;
  const faces = comparison.pictures.map((picture) => picture.facesFound).join(' and ');
  return [
    `${decision.isFaceMatch ? 'Match' : 'No match'}: similarity ${decision.matchingSimilarity.toFixed(4)}${rate}, threshold ${threshold}`,
    `Status ${decision.status}, faces found: ${faces}`,
    ...statusMessages(decision.pictures),
  ];
}
