import { type DrawnFaceOptions, drawnFace } from './drawn-face.ts';
import { asSharp } from './encode.ts';
import type { Look } from './face-features.ts';

/** A person with long hair. */
const FIRST: Partial<Look> = {
  skin: [236, 196, 172],
  hair: [150, 84, 48],
  iris: [86, 120, 96],
  lip: [196, 92, 92],
  cloth: [60, 110, 120],
  wall: [214, 220, 224],
  longHair: true,
  eyeX: 0.361,
  eyeY: -0.135,
  eyeSize: 0.228,
  browWidth: 0.021,
  noseY: 0.25,
  noseWidth: 0.138,
  mouthY: 0.594,
  mouthWidth: 0.337,
  jaw: 0.684,
  hairline: -0.853,
  faceWidth: 0.835,
  depth: 0.633,
  roughness: 0.122,
};

/**
 * A person as unlike the first as drawings can be. To the model drawn faces are much alike, so the numbers of both were
 * searched for: the lowest similarity within what still looks like a face.
 */
const SECOND: Partial<Look> = {
  skin: [150, 104, 76],
  hair: [34, 26, 22],
  iris: [64, 42, 28],
  lip: [134, 78, 66],
  cloth: [58, 74, 110],
  wall: [222, 214, 200],
  longHair: false,
  beard: true,
  glasses: true,
  eyeX: 0.461,
  eyeY: -0.1,
  eyeSize: 0.2,
  browWidth: 0.097,
  noseY: 0.18,
  noseWidth: 0.24,
  mouthY: 0.706,
  mouthWidth: 0.44,
  jaw: 0.901,
  hairline: -1.141,
  faceWidth: 1.058,
  depth: 0.8,
  roughness: 1.5,
};

/** The photos of `samples/`, by file name. In the default pack the first two match, and neither matches the third. */
export const SAMPLE_PHOTOS = {
  'selfie.jpg': { size: 480, share: 0.62, light: 0.229, look: FIRST },
  'document.jpg': {
    size: 420,
    share: 0.56,
    light: -0.218,
    look: { ...FIRST, cloth: [120, 60, 70], wall: [236, 238, 240] },
  },
  'other-person.jpg': { size: 480, share: 0.62, light: -0.11, look: SECOND },
} as const satisfies Record<string, DrawnFaceOptions>;

export type SamplePhoto = keyof typeof SAMPLE_PHOTOS;

/** Draws a sample photo and returns it as a JPEG of about 15 kB. */
export async function samplePhoto(name: SamplePhoto): Promise<Buffer> {
  return asSharp(drawnFace(SAMPLE_PHOTOS[name])).jpeg({ quality: 82, mozjpeg: true }).toBuffer();
}
