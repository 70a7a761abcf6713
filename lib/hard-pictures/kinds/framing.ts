import { resizePicture } from '../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { canvas, paste } from '../../pictures/montage.ts';
import { rimColour } from './pixels.ts';
import { eyeDistance, type Subject } from './subject.ts';

/**
 * The whole photo scaled so that a given number of pixels lies between the eyes. Enlarging adds no detail: it shows what
 * the pipeline does with many pixels, not what a better camera would give.
 *
 * @param pixels between the eyes, at least 1
 */
export async function withEyeDistance(subject: Subject, pixels: number): Promise<Picture> {
  const { picture } = subject;
  const scale = pixels / eyeDistance(subject);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return resizePicture(picture, side(picture.width), side(picture.height));
}

/**
 * A square frame in whose middle the face fills a given share of the height, at the photo's own resolution. What lies
 * beyond the photo is a plain wall in the mean colour of its rim.
 *
 * @param share height of the face's box over that of the frame, (0, 1]
 */
export function fillingFrame({ picture, box }: Subject, share: number): Picture {
  const side = Math.max(1, Math.round(box[3] / share));
  const left = Math.round(box[0] + box[2] / 2 - side / 2);
  const top = Math.round(box[1] + box[3] / 2 - side / 2);
  return crop(picture, left, top, side, side);
}

export type Edge = 'left' | 'right' | 'top' | 'bottom';

/**
 * The photo cropped so that its edge cuts off a part of the face.
 *
 * @param share of the box's width (left, right) or height (top, bottom) that lies outside, [0, 1)
 */
export function cutByEdge({ picture, box }: Subject, edge: Edge, share: number): Picture {
  const clamp = (value: number, most: number) => Math.max(1, Math.min(most, Math.round(value)));
  const { width, height } = picture;
  const [x, y, w, h] = box;
  switch (edge) {
    case 'left': {
      const left = clamp(x + share * w, width - 1);
      return crop(picture, left, 0, width - left, height);
    }
    case 'right':
      return crop(picture, 0, 0, clamp(x + (1 - share) * w, width), height);
    case 'top': {
      const top = clamp(y + share * h, height - 1);
      return crop(picture, 0, top, width, height - top);
    }
    case 'bottom':
      return crop(picture, 0, 0, width, clamp(y + (1 - share) * h, height));
  }
}

/** A rectangle of an image; what lies outside of the image has the mean colour of its rim. */
export function crop(picture: Picture, left: number, top: number, width: number, height: number): Picture {
  const colour = rimColour(picture);
  const frame = canvas(width, height, [Math.round(colour[0]), Math.round(colour[1]), Math.round(colour[2])]);
  paste(frame, picture, -left, -top);
  return frame;
}
