import { type Analyser, analyseUpload } from './analyse-picture.ts';
import { ARCFACE_TEMPLATE } from './detection/alignment.ts';
import type { DetectedFace } from './detection/detector.ts';
import { secondLook } from './detection/second-look.ts';
import { embedderCrop, embedFaces } from './matching/embedder.ts';
import { phases } from './phases.ts';
import { mapLandmarks } from './picture/pixels/geometry.ts';
import { shrinkPicture } from './picture/pixels/shrink.ts';
import { rateFaces } from './quality/rate-faces.ts';
import { looksRecaptured } from './quality/recaptured.ts';
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

/** An image of usual size and the view that the detector gets of it, in pixels. */
const WIDTH = 640;
const HEIGHT = 480;
const VIEW = { width: 256, height: 192, margin: 32 };
/** A face about as large as in a selfie. */
const SCALE = 2.5;
const FACE: DetectedFace = {
  box: [200, 100, 250, 280],
  landmarks: mapLandmarks(ARCFACE_TEMPLATE, ([x, y]) => [180 + SCALE * x, 60 + SCALE * y]),
  score: 1,
};
/** Functions are compiled to fast code after they were seen working for a while. */
const ROUNDS = 2;

/**
 * Takes every step of an analysis, so that the first comparison finds libraries loaded, code compiled and the models' memory
 * laid out: Lambda's initialization is not the caller's time.
 *
 * @throws Error on a failure of inference
 */
export async function warmUp(analyser: Analyser): Promise<void> {
  phases.publish('warm-up');
  const { detector, embedders, quality } = analyser;
  const watch = new Stopwatch();
  await analyseUpload(analyser, GREY_JPEG, watch);
  for (let round = 0; round < ROUNDS; round++) {
    const data = new Uint8Array(3 * WIDTH * HEIGHT).map((_, i) => 100 + (i % 50));
    const picture = { width: WIDTH, height: HEIGHT, data, fileWidth: WIDTH, fileHeight: HEIGHT };
    const view = shrinkPicture(picture, VIEW.width, VIEW.height);
    // The code is what has to be warm; one run of each model is enough for its memory.
    if (round === 0) await detector.detect(view, VIEW.margin);
    await secondLook(detector, picture, watch)(FACE);
    const [rating] = await rateFaces(quality, picture, [FACE]);
    looksRecaptured(rating!.crop, picture, FACE.landmarks);
    if (round === 0) await embedFaces(embedders, picture, [FACE]);
    else embedderCrop(picture, FACE.landmarks, 128);
  }
}
