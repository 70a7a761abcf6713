/** `npm run compare -- A B`: compares two image files without a server. */
import { decide } from '../lambda/compare/decision.ts';
import { envelope } from '../lambda/contract/envelope.ts';
import { statusMessages } from '../lambda/contract/status.ts';
import type { Comparison } from '../lambda/face/comparison.ts';
import { command, realNumber, runCommand } from '../lib/cli/command.ts';
import { readGivenFile } from '../lib/cli/given-file.ts';
import { packOption } from '../lib/cli/pack-option.ts';
import { painted } from '../lib/cli/paint.ts';
import { compareReport } from '../lib/compare/compare-report.ts';

await runCommand(
  command('npm run compare --', 'Compares two image files without a server.')
    .argument('<image-a>')
    .argument('<image-b>')
    .option('--json', 'print the envelope that the API would return')
    .option('--threshold <t>', 'a similarity above it is a match', realNumber(0, 1), 0.7)
    .addOption(packOption('set of models'))
    .addHelpText('after', '\nExit codes: 0 match, 3 no match, 4 not comparable, 1 failure, 2 wrong usage.')
    .action(compare),
);

async function compare(
  imageA: string,
  imageB: string,
  { json, threshold, pack }: { json: boolean; threshold: number; pack: string },
): Promise<void> {
  const [first, second] = await Promise.all([readGivenFile(imageA), readGivenFile(imageB)]);
  const { ensureModels } = await import('../layers/models/fetch.ts');
  const modelsDir = await ensureModels({ pack, report: (line) => process.stderr.write(`${line}\n`) });
  const { createFaceEngine } = await import('../lambda/face/engine.ts');
  const engine = await createFaceEngine({ modelsDir, pack, researchModels: true });
  const comparison = await engine.compare(first, second);
  await engine.release();
  const { lines, exitCode } = compareReport(comparison, threshold, [imageA, imageB]);
  process.exitCode = exitCode;
  if (json) console.log(JSON.stringify(answer(comparison, threshold), null, 2));
  else for (const { text, tone } of lines) console.log(tone === null ? text : painted(text, tone));
}

/** Returns the envelope that the API would send. */
function answer(comparison: Comparison, threshold: number): object {
  const { pictures, causes, isFaceMatch, matchingSimilarity, status } = decide(comparison, threshold);
  return envelope(200, statusMessages(pictures, causes), { isFaceMatch, matchingSimilarity, status });
}
