import { drawnFace } from './drawn-face.ts';
import { asSharp } from './encode.ts';
import { SAMPLE_PHOTOS } from './sample-photos.ts';

const SIDE = 240;
const PERSON = { ...SAMPLE_PHOTOS['other-person.jpg'], size: SIDE, light: 0 };

/** Returns the photos of docs/capture-guide.md as JPEG, by file name. */
export async function captureExamples(): Promise<Record<string, Buffer>> {
  const good = drawnFace(PERSON);
  const large = drawnFace({ ...PERSON, size: 2 * SIDE });
  const drawings = {
    'capture-good.jpg': asSharp(good),
    'capture-far.jpg': asSharp(drawnFace({ ...PERSON, share: 0.28 })),
    'capture-dark.jpg': asSharp(good).linear(0.16, 0),
    'capture-bright.jpg': asSharp(good).linear(2.1, 40),
    'capture-blurred.jpg': asSharp(good).blur(7),
    'capture-cut.jpg': asSharp(large).extract({ left: 120, top: 215, width: SIDE, height: SIDE }),
  };
  const encoded = Object.entries(drawings).map(async ([name, drawing]) => {
    return [name, await drawing.jpeg({ quality: 80, mozjpeg: true }).toBuffer()] as const;
  });
  return Object.fromEntries(await Promise.all(encoded));
}
