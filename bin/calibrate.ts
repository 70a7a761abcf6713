/**
 * `npm run calibrate -- --images DIR --pairs CSV [--scores OUT.csv] [--faces main|all] [--pack NAME]`: runs the pipeline on
 * labelled pairs and prints how well it separates them. `main` compares the largest and most central face of each photo,
 * whom the label speaks of; `all` compares the best pair of all faces, as the API does.
 */
import { parseArgs } from 'node:util';
import { loadPack } from '../lambda/face/load-pack.ts';
import { ensureModels } from '../layers/models/fetch.ts';
import { embedPhotos } from '../lib/accuracy/embed-photos.ts';
import { onlyMainFace } from '../lib/accuracy/main-face.ts';
import { readPairs } from '../lib/accuracy/pairs-file.ts';
import { progressBar } from '../lib/accuracy/progress-bar.ts';
import { scorePairs, writeScores } from '../lib/accuracy/score-pairs.ts';
import { separationReport } from '../lib/accuracy/separation-report.ts';

const USAGE =
  'Usage: npm run calibrate -- --images DIR --pairs CSV [--scores OUT.csv] [--faces main|all] [--pack retail-0095]';

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const { images, pairs: pairsFile, scores, faces, pack } = readArguments();
  if (images === undefined || pairsFile === undefined || pack === undefined || !['main', 'all'].includes(faces ?? '')) {
    console.error(USAGE);
    return 2;
  }
  const pairs = await readPairs(pairsFile);
  const photos = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const modelsDir = await ensureModels({ pack });
  const loaded = await loadPack({ modelsDir, pack });
  const progress = progressBar('photos');
  const analyses = await embedPhotos(photos, { imagesDir: images, modelsDir, pack, progress });
  if (faces === 'main') for (const [path, photo] of analyses) analyses.set(path, onlyMainFace(photo));
  const results = scorePairs(pairs, analyses, loaded.calibration);
  if (scores !== undefined) await writeScores(scores, results);
  console.log(separationReport(results, analyses, loaded.version).join('\n'));
  await loaded.release();
  return 0;
}

function readArguments(): { images?: string; pairs?: string; scores?: string; faces?: string; pack?: string } {
  try {
    const { values } = parseArgs({
      options: {
        images: { type: 'string' },
        pairs: { type: 'string' },
        scores: { type: 'string' },
        faces: { type: 'string', default: 'main' },
        pack: { type: 'string', default: 'retail-0095' },
      },
    });
    return values;
  } catch {
    return {};
  }
}
