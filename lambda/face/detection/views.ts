import { mapLandmarks, type Point } from '../picture/pixels/geometry.ts';
import { longerSide, type Picture } from '../picture/pixels/picture.ts';
import { rotatePicture } from '../picture/pixels/rotate.ts';
import { shrinkPicture } from '../picture/pixels/shrink.ts';
import { type DetectedFace, type Detector, suppress } from './detector.ts';
import { scaleFace } from './scale-face.ts';

/** Black around a view, as a share of its longer side: it makes faces cut by the edge visible as faces. */
const CUT_MARGIN = 1 / 8;

/** An image scaled down for the detector. */
export interface View {
  readonly content: Picture;
  /** Pixels of black around it. */
  readonly margin: number;
  /** Pixels of the image per pixel of the content, along x and y. */
  readonly scale: readonly [number, number];
}

/**
 * Returns a view of an image. An image smaller than the view is shown as it is.
 *
 * @param side the longer side in pixels, at most
 */
export function viewOf(picture: Picture, side: number): View {
  const shrink = Math.min(1, side / longerSide(picture));
  const width = Math.max(1, Math.round(picture.width * shrink));
  const height = Math.max(1, Math.round(picture.height * shrink));
  const content = shrinkPicture(picture, width, height);
  const margin = Math.round(CUT_MARGIN * Math.max(width, height));
  return { content, margin, scale: [picture.width / width, picture.height / height] };
}

/**
 * Returns the faces that the detector finds in views of one image, after non-maximum suppression, in pixels of the image
 * turned clockwise by quarter turns.
 */
export async function detectOn(
  detector: Detector,
  views: readonly View[],
  quarterTurns: number,
): Promise<DetectedFace[]> {
  const faces: DetectedFace[] = [];
  for (const { content, margin, scale } of views) {
    const turned = rotatePicture(content, quarterTurns);
    const [scaleX, scaleY] = quarterTurns % 2 === 0 ? scale : [scale[1], scale[0]];
    for (const face of await detector.detect(turned, margin)) {
      faces.push(scaleFace(face, scaleX, scaleY));
    }
  }
  return suppress(faces);
}

/** Returns a face of the image turned clockwise by 1 to 3 quarter turns in pixels of the image itself. */
export function turnBack(face: DetectedFace, picture: Picture, quarterTurns: number): DetectedFace {
  // `edge` is 0 for the edges of boxes and 1 for pixel centres.
  const point = ([x, y]: Point, edge: 0 | 1): Point => {
    const [w, h] = [picture.width - edge, picture.height - edge];
    if (quarterTurns === 1) return [y, h - x];
    if (quarterTurns === 2) return [w - x, h - y];
    return [w - y, x];
  };
  const [x, y, w, h] = face.box;
  const [ax, ay] = point([x, y], 0);
  const [bx, by] = point([x + w, y + h], 0);
  return {
    box: [Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay)],
    landmarks: mapLandmarks(face.landmarks, (landmark) => point(landmark, 1)),
    score: face.score,
  };
}
