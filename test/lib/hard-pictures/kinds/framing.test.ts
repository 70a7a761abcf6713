import { describe, expect, test } from 'vitest';
import { cutByEdge, fillingFrame, withEyeDistance } from '../../../../lib/hard-pictures/kinds/framing.ts';
import { eyeDistance } from '../../../../lib/hard-pictures/kinds/subject.ts';
import { difference, drawnSubject, pixel } from './measures.ts';

const subject = drawnSubject();
const { picture, box } = subject;

test.each([8, 64])('scaled so that %i pixels lie between the eyes', async (pixels) => {
  const scaled = await withEyeDistance(subject, pixels);
  expect((eyeDistance(subject) * scaled.width) / picture.width).toBeCloseTo(pixels, 0);
  expect(scaled.height).toBe(scaled.width);
});

test.each([0.05, 0.5, 1])('the face fills %f of the frame, in its middle', (share) => {
  const framed = fillingFrame(subject, share);
  expect(box[3] / framed.height).toBeCloseTo(share, 1);
  expect(framed.width).toBe(framed.height);
  const centre = pixel(framed, framed.width / 2, framed.height / 2);
  const face = pixel(picture, box[0] + box[2] / 2, box[1] + box[3] / 2);
  for (const [c, value] of centre.entries()) expect(Math.abs(value - face[c]!)).toBeLessThan(40);
});

describe('cut by the edge', () => {
  test.each([
    ['left', (cut: typeof picture) => picture.width - cut.width - box[0], box[2]],
    ['right', (cut: typeof picture) => box[0] + box[2] - cut.width, box[2]],
    ['top', (cut: typeof picture) => picture.height - cut.height - box[1], box[3]],
    ['bottom', (cut: typeof picture) => box[1] + box[3] - cut.height, box[3]],
  ] as const)('%s: the share asked for lies outside', (edge, outside, size) => {
    const cut = cutByEdge(subject, edge, 0.3);
    expect(Math.abs(outside(cut) - 0.3 * size)).toBeLessThanOrEqual(1);
  });

  test('what is left is unchanged', () => {
    const cut = cutByEdge(subject, 'bottom', 0.5);
    const same = { ...cut, data: picture.data.slice(0, cut.data.length) };
    expect(difference(cut, same)).toBe(0);
  });
});
