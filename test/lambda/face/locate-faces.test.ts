import { afterAll, beforeAll, expect, test } from 'vitest';
import { interEyeDistance } from '../../../lambda/face/detection/landmarks.ts';
import { inFile } from '../../../lambda/face/detection/scale-face.ts';
import { type LoadedPack, loadPack } from '../../../lambda/face/load-pack.ts';
import { locateFaces } from '../../../lambda/face/locate-faces.ts';
import type { Landmarks } from '../../../lambda/face/picture/pixels/geometry.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { Stopwatch } from '../../../lambda/face/stopwatch.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { type DrawnFace, drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg, encodePng } from '../../../lib/pictures/encode.ts';
import { canvas, paste } from '../../../lib/pictures/montage.ts';
import { encodeBmp24 } from '../../support/bmp/bmp-encoder.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

const drawn = new Map<string, DrawnFace>();
/** Several tests look at the same face: drawing a large one takes as long as finding it. */
function faceOf(seed: number, size: number): DrawnFace {
  const known = drawn.get(`${seed} ${size}`) ?? drawnFace({ seed, size });
  drawn.set(`${seed} ${size}`, known);
  return known;
}

/** A wide image with a drawn face of a given side at a given place. */
function scene(width: number, height: number, side: number, left: number, top: number): Picture {
  const picture = canvas(width, height, [150, 150, 145]);
  paste(picture, faceOf(5, side), left, top);
  return picture;
}

/** Where the eyes were drawn, and where they are found: the detector is off by up to 0.3 of their distance. */
function expectEyes(found: Landmarks, side: number, left: number, top: number): void {
  const drawn = drawnFace({ seed: 5, size: side }).landmarks;
  const eyes = interEyeDistance(drawn);
  for (const i of [0, 1] as const) {
    const [x, y] = [drawn[i][0] + left, drawn[i][1] + top];
    expect(Math.hypot(found[i][0] - x, found[i][1] - y) / eyes).toBeLessThan(0.35);
  }
}

describeUnless(noModels, 'locating faces', () => {
  let pack: LoadedPack;
  beforeAll(async () => {
    pack = await loadPack({ modelsDir: MODELS_DIR });
  });
  afterAll(() => pack.release());
  const locate = (bytes: Uint8Array) => locateFaces(pack.analyser.detector, bytes, 40, new Stopwatch());

  test.each([
    ['JPEG', 480, 300, encodeJpeg],
    ['PNG', 1024, 640, encodePng],
    ['BMP', 1024, 640, async (picture: Picture) => encodeBmp24(picture)],
  ])(
    'a large %s is decoded no larger than its face needs, and the face lies where it is in the file',
    async (_, width, height, encode) => {
      const { picture, faces } = await locate(await encode(scene(2400, 1500, 1400, 700, 60)));
      expect([picture.width, picture.height, picture.fileWidth, picture.fileHeight]).toEqual([
        width,
        height,
        2400,
        1500,
      ]);
      expect(faces).toHaveLength(1);
      expectEyes(inFile(faces[0]!, picture).landmarks, 1400, 700, 60);
    },
  );

  test('a small face of a large picture is cut out of more pixels', async () => {
    const { picture, faces } = await locate(await encodeJpeg(scene(3000, 2000, 420, 1900, 1100)));
    expect(picture.width).toBeGreaterThan(1000);
    expect(faces).toHaveLength(1);
    expectEyes(inFile(faces[0]!, picture).landmarks, 420, 1900, 1100);
  });

  test('a picture that is stored on its side is upright, its size and its face, too', async () => {
    const stored = asSharp(scene(2000, 1200, 1000, 100, 100))
      .rotate(-90)
      .jpeg()
      .withMetadata({ orientation: 6 });
    const { picture, faces } = await locate(await stored.toBuffer());
    expect([picture.fileWidth, picture.fileHeight]).toEqual([2000, 1200]);
    expectEyes(inFile(faces[0]!, picture).landmarks, 1000, 100, 100);
  });

  test('a small face beside a large one makes the picture no more than twice as large as the large one needs', async () => {
    const picture = scene(3600, 2400, 1300, 300, 300);
    paste(picture, drawnFace({ seed: 7, size: 420 }), 2900, 1500);
    const alone = await locate(await encodeJpeg(scene(3600, 2400, 1300, 300, 300)));
    const beside = await locate(await encodeJpeg(picture));
    expect(beside.faces.length).toBeGreaterThan(1);
    expect(beside.picture.width).toBeLessThanOrEqual(2 * alone.picture.width);
  });

  test('a PNG as large as a photo of 4 MB is taken whole, since decoding it smaller saves nothing', async () => {
    const { picture } = await locate(await encodePng(scene(1800, 1300, 1000, 200, 50)));
    expect([picture.width, picture.height]).toEqual([1800, 1300]);
  });

  test('a picture of up to 1,024 pixels is taken as it is', async () => {
    const { picture } = await locate(await encodeJpeg(scene(1024, 700, 600, 200, 50)));
    expect([picture.width, picture.height]).toEqual([1024, 700]);
  });

  test('a large picture without a face has none', async () => {
    const located = await locate(await encodeJpeg(canvas(2400, 1500, [120, 130, 140])));
    expect(located).toMatchObject({ faces: [], facesFound: 0, withoutLandmarks: false });
  });
});
