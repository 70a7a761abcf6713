import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';

/**
 * Leaves in a photo only the face that its label refers to: the largest and most central one, by its area less twice the
 * square of its distance from the middle of the image, as face benchmarks do (OpenFace, FaceNet).
 *
 * The API compares all faces of an image. A labelled list says who the main person is and nothing about bystanders, so
 * error rates per pair of faces, which a threshold is about, can be measured on main faces only.
 */
export function onlyMainFace(photo: AnalysedPicture): AnalysedPicture {
  const { analysis, embeddings } = photo;
  let main = -1;
  let best = Number.NEGATIVE_INFINITY;
  for (const [i, { box }] of analysis.faces.entries()) {
    const [x, y, w, h] = box;
    const distance = Math.hypot(x + w / 2 - analysis.width / 2, y + h / 2 - analysis.height / 2);
    const value = w * h - 2 * distance ** 2;
    if (embeddings[i] !== null && value > best) {
      main = i;
      best = value;
    }
  }
  return { analysis, embeddings: embeddings.map((embedding, i) => (i === main ? embedding : null)) };
}
