/** Child process of embed-photos.ts: receives paths of photos, answers with their analysis. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPack } from '../../lambda/face/load-pack.ts';
import { analysePicture } from '../../lambda/face/picture-analysis.ts';
import { Stopwatch } from '../../lambda/face/stopwatch.ts';

const [modelsDir, pack, imagesDir] = process.argv.slice(2) as [string, string, string];
const { analyser, release } = await loadPack({ modelsDir, pack });

process.on('message', async (photo: string) => {
  try {
    const bytes = await readFile(join(imagesDir, photo));
    process.send!({ photo, analysed: await analysePicture(analyser, bytes, new Stopwatch()) });
  } catch (error) {
    process.send!({ photo, failed: (error as Error).message });
  }
});
process.on('disconnect', () => release());
process.send!('ready');
