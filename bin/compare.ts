/** `npm run compare -- A B [--json] [--threshold T] [--pack NAME]`: compares two picture files without a server. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { decide } from '../lambda/compare/decision.ts';
import { envelope } from '../lambda/contract/envelope.ts';
import { statusMessages } from '../lambda/contract/status.ts';
import type { Comparison } from '../lambda/face/comparison.ts';
import { createFaceEngine } from '../lambda/face/engine.ts';
import { ensureModels } from '../layers/models/fetch.ts';

const USAGE = 'Usage: npm run compare -- PICTURE_A PICTURE_B [--json] [--threshold 0.7] [--pack retail-0095]';

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const { files, json, threshold, pack } = readArguments();
  if (files.length !== 2 || !(threshold >= 0 && threshold <= 1)) {
    console.error(USAGE);
    return 2;
  }
  const modelsDir = await ensureModels({ pack });
  const engine = await createFaceEngine({ modelsDir, pack });
  const [first, second] = await Promise.all(files.map((file) => readFile(file)));
  const comparison = await engine.compare(first!, second!);
  await engine.release();
  if (json) console.log(JSON.stringify(answer(comparison, threshold), null, 2));
  else console.log(sentences(comparison, threshold).join('\n'));
  return 0;
}

function readArguments(): { files: string[]; json: boolean; threshold: number; pack: string } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        threshold: { type: 'string', default: '0.7' },
        pack: { type: 'string', default: 'retail-0095' },
      },
    });
    return { files: positionals, json: values.json, threshold: Number(values.threshold), pack: values.pack };
  } catch {
    return { files: [], json: false, threshold: 0, pack: '' };
  }
}

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
