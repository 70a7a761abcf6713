import { globSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ModelInput } from '../../../../lambda/face/models/manifest.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { FACES_DIR } from '../../../support/shared.ts';

/** Photos of Labelled Faces in the Wild are 250 x 250 with the face in the middle: this square holds it. */
const FACE = { left: 61, top: 61, width: 128, height: 128 };

/** Different faces in a row, the same each time: one photo of each person, by the alphabet. */
export function facePhotos(count: number): string[] {
  const people = new Map<string, string>();
  for (const photo of globSync('*/*.jpg', { cwd: join(FACES_DIR, 'lfw-dev') }).toSorted()) {
    const person = photo.split('/')[0]!;
    if (!people.has(person)) people.set(person, join(FACES_DIR, 'lfw-dev', photo));
  }
  return [...people.values()].slice(0, count);
}

/** The face of a photo as a model wants it, by its middle: not aligned, for two models that see the same. */
export async function faceCrop(photo: string, { size }: ModelInput): Promise<Picture> {
  const data = await sharp(photo).extract(FACE).resize(size, size).removeAlpha().toColourspace('srgb').raw().toBuffer();
  return { data, width: size!, height: size! };
}
