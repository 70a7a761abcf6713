/** The process that fuzzes images for picture-process.ts, and reports each run before it begins. */
import { fuzzPictures, type PictureFuzzOptions } from './pictures.ts';

process.on('message', async (options: PictureFuzzOptions) => {
  const onRun = (step: number) => process.send!({ step });
  const answer = await fuzzPictures({ ...options, onRun }).catch((error: Error) => ({ finding: error.message }));
  process.send!({ answer });
});
process.send!({ step: 0 });
