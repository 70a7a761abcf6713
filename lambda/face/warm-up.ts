import { ARCFACE_TEMPLATE } from './alignment.ts';
import type { DetectedFace } from './detector.ts';
import { embedFaces } from './embedder.ts';
import { type Analyser, analyseUpload } from './picture-analysis.ts';
import { rateFaces } from './quality.ts';
import { secondLook } from './second-look.ts';
import { Stopwatch } from './stopwatch.ts';

/** A grey JPEG of 16 x 16 pixels. */
const GREY_JPEG = Buffer.from(
  [
    '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC',
    '8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAQABADASIAAhEBAxEB/8QAFQAB',
    'AQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAA',
    'D/2gAMAwEAAhEDEQA/AKAA/9k=',
  ].join(''),
  'base64',
);

/** As large as the detector's view of a picture of four by three. */
const WIDTH = 256;
const HEIGHT = 192;

/**
 * Takes every step of an analysis once, so that the first comparison finds libraries loaded, code compiled and the models'
 * memory laid out: Lambda's initialization is not the caller's time.
 *
 * @throws Error on a failure of inference
 */
export async function warmUp(analyser: Analyser): Promise<void> {
  await analyseUpload(analyser, GREY_JPEG, new Stopwatch());
  const data = new Uint8Array(3 * WIDTH * HEIGHT).fill(128);
  const picture = { width: WIDTH, height: HEIGHT, data, fileWidth: WIDTH, fileHeight: HEIGHT };
  const face: DetectedFace = {
    box: [72, 40, 112, 112],
    landmarks: ARCFACE_TEMPLATE.map(([x, y]) => [x + 72, y + 40]),
    score: 1,
  };
  await analyser.detector.detect(picture, WIDTH / 8);
  await secondLook(analyser.detector, picture)(face);
  await rateFaces(analyser.quality, picture, [face]);
  await embedFaces(analyser.embedders, picture, [face]);
}
