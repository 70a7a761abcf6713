/** A process of embed-photos.ts, which analyses photos by one pipeline. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnalysedPicture, analysePicture } from '../../../lambda/face/analyse-picture.ts';
import { loadUnprojected } from '../../../lambda/face/load-pack.ts';
import { Stopwatch } from '../../../lambda/face/stopwatch.ts';
import { createPlainPipeline } from '../../baseline/plain-pipeline.ts';

const [modelsDir, pack, imagesDir, pipeline] = process.argv.slice(2) as [string, string, string, string];
const analyse = pipeline === 'plain' ? await plainAnalysis() : await fullAnalysis();

/** Returns the analysis of a photo, given its path relative to the images directory. */
export default async function analysePhoto(photo: string): Promise<AnalysedPicture> {
  return analyse(await readFile(join(imagesDir, photo)));
}

async function plainAnalysis() {
  return (await createPlainPipeline(modelsDir, 1, pack)).analyse;
}

async function fullAnalysis() {
  const { analyser } = await loadUnprojected({ modelsDir, pack });
  return (bytes: Uint8Array) => analysePicture(analyser, bytes, new Stopwatch());
}
