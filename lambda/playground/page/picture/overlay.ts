import type { FaceDetails, PictureDetails } from '../../../contract/details.ts';
import { shape } from '../dom/dom.ts';
import { similarityText } from '../dom/text.ts';

/**
 * Draws faces and landmarks over an image of the same shape: the chosen face bright, the others dashed.
 *
 * @param drawing covers the image as it is shown; its own units become the image's pixels
 * @param pointAt called with the index of a face that the pointer is on or that was tapped, and with `null` afterwards
 */
export function drawFaces(drawing: SVGElement, picture: PictureDetails, pointAt: PointAt): void {
  drawing.replaceChildren();
  drawing.setAttribute('viewBox', `0 0 ${picture.width} ${picture.height}`);
  // The chosen face comes last, above the others.
  const order = picture.faces
    .map((_, i) => i)
    .sort((a, b) => Number(a === picture.chosen) - Number(b === picture.chosen));
  for (const i of order) {
    const face = picture.faces[i];
    if (face === undefined) continue;
    const group = faceShape(face, i, picture);
    group.addEventListener('pointerenter', () => pointAt(i));
    group.addEventListener('pointerleave', (event) => {
      // A finger that is lifted leaves what it has tapped.
      if ((event as PointerEvent).pointerType === 'mouse') pointAt(null);
    });
    // Around the faces a click chooses a file.
    group.addEventListener('click', (event) => {
      event.stopPropagation();
      pointAt(i);
    });
    drawing.append(group);
  }
}

/** Writes the similarity below each face: that with the face of the other image which somebody points at. */
export function drawSimilarities(
  drawing: SVGElement,
  picture: PictureDetails,
  similarities: readonly (number | null)[] | null,
): void {
  for (const old of drawing.querySelectorAll('.pair')) old.remove();
  for (const [i, similarity] of (similarities ?? []).entries()) {
    const face = picture.faces[i];
    if (face === undefined) continue;
    const [x, y, width, height] = face.box;
    const size = textSize(picture);
    const below = y + height + 1.1 * size < picture.height;
    const text = shape('text', {
      class: 'pair',
      x: x + width / 2,
      y: below ? y + height + size : y + height - 0.4 * size,
      'font-size': size,
    });
    text.textContent = similarity === null ? 'not compared' : similarityText(similarity);
    drawing.append(text);
  }
}

/** Called with the index of a face, or `null` for none. */
export type PointAt = (face: number | null) => void;

function textSize({ width, height }: PictureDetails): number {
  return 0.05 * Math.max(width, height);
}

function faceShape({ box, landmarks }: FaceDetails, index: number, picture: PictureDetails): SVGElement {
  const group = shape('g', { class: index === picture.chosen ? 'face chosen' : 'face' });
  const [x, y, width, height] = box;
  const rect = { x, y, width, height, rx: width * 0.04 };
  group.append(shape('rect', { ...rect, class: 'halo' }), shape('rect', rect));
  // As large on the screen whatever the image's size, but never larger than an eye.
  const radius = Math.min(0.03 * width, 0.011 * Math.max(picture.width, picture.height));
  for (const [cx, cy] of landmarks) group.append(shape('circle', { cx, cy, r: radius }));
  if (picture.faces.length > 1) group.append(numberShape(index + 1, box, picture));
  return group;
}

/** The number of a face above its box, or inside where there is no room above. */
function numberShape(number: number, [x, y, width]: FaceDetails['box'], picture: PictureDetails): SVGElement {
  const size = textSize(picture);
  const text = shape('text', {
    x: x + width / 2,
    y: y > 1.2 * size ? y - 0.25 * size : y + 1.1 * size,
    'font-size': size,
  });
  text.textContent = String(number);
  return text;
}

/** The square around a face that shows a little of what is around it, in pixels of the image. */
export function faceSquare([x, y, width, height]: FaceDetails['box']): { x: number; y: number; side: number } {
  const side = 1.5 * Math.max(width, height);
  return { x: x + width / 2 - side / 2, y: y + height / 2 - side / 2, side };
}

/** "1 face found", "3 faces found, number 2 compared": what the drawing shows, in words. */
export function facesText({ facesFound, chosen }: PictureDetails): string {
  const found = facesFound === 0 ? 'No face found' : `${facesFound} ${facesFound === 1 ? 'face' : 'faces'} found`;
  if (chosen === null) return found;
  return facesFound > 1 ? `${found}, number ${chosen + 1} compared` : found;
}
