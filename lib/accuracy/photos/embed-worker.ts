/** Child process of embed-photos.ts: receives paths of photos, answers with their analysis. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analysePicture } from '../../../lambda/face/analyse-picture.ts';
import { loadPack } from '../../../lambda/face/load-pack.ts';
import { Stopwatch } from '../../../lambda/face/stopwatch.ts';
import { plainAnalysis } from '../../baseline/plain-analysis.ts';

const [modelsDir, pack, imagesDir, pipeline] = process.argv.slice(2) as [string, string, string, string];
const { analyser, release } = await loadPack({ modelsDir, pack, uncentred: pipeline !== 'ours' });

process.on('message', async (photo: string) => {
  try {
    const bytes = await readFile(join(imagesDir, photo));
    const plain = pipeline === 'plain';
    const analysed = plain
      ? await plainAnalysis(analyser, bytes)
      : await analysePicture(analyser, bytes, new Stopwatch());
    process.send!({ photo, analysed });
  } catch (error) {
    process.send!({ photo, failed: (error as Error).message });
  }
});
process.on('disconnect', () => release());
process.send!('ready');
