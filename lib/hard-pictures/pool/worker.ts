/** A process of pool.ts, which degrades photos and analyses them by the real pipeline. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analysePicture } from '../../../lambda/face/analyse-picture.ts';
import { loadPack } from '../../../lambda/face/load-pack.ts';
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import { Stopwatch } from '../../../lambda/face/stopwatch.ts';
import { seededRandom } from '../../statistics/random.ts';
import { kindByName } from '../kinds/kinds.ts';
import type { Subject } from '../kinds/subject.ts';
import { triedMeasures } from '../tried/tried-measures.ts';
import type { LocatedPhoto, PictureJob, PictureResult } from './pool.ts';

const [modelsDir, pack, imagesDir, tried] = process.argv.slice(2) as [string, string, string, string];
const { analyser } = await loadPack({ modelsDir, pack, researchModels: true });

/** Returns what the pipeline makes of a job's image. Degrading it is not part of the time. */
export default async function doJob(job: PictureJob): Promise<PictureResult> {
  const bytes = await degradedFile(job);
  const before = process.cpuUsage();
  const { analysis, embeddings } = await analysePicture(analyser, bytes, new Stopwatch());
  const { user, system } = process.cpuUsage(before);
  const result = { analysis, embeddings, milliseconds: (user + system) / 1000 };
  const face = analysis.faces[embeddings.findIndex((embedding) => embedding !== null)];
  if (tried !== 'true' || face === undefined) return result;
  return { ...result, tried: triedMeasures(await decodePicture(bytes), face) };
}

async function degradedFile(job: PictureJob): Promise<Uint8Array> {
  if (job.degrade === null) return readFile(join(imagesDir, job.photo.path));
  const kind = kindByName(job.degrade.kind);
  const severity = kind.severities[job.degrade.severity] as never;
  const subject = await subjectOf(job.photo);
  const others = await Promise.all(job.degrade.others.map(subjectOf));
  return kind.degrade({ subject, others, random: seededRandom(job.degrade.seed) }, severity);
}

async function subjectOf({ path, box, landmarks }: LocatedPhoto): Promise<Subject> {
  return { picture: await decodePicture(await readFile(join(imagesDir, path))), box, landmarks };
}
