import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { type Colour, mix } from '../../pictures/drawing.ts';
import { luma, mapColours } from './pixels.ts';

/** How documents change the colours of a portrait. */
export const TINTS = [
  'grey',
  'sepia',
  'blue ink',
  'green laminate',
  'yellow laminate',
  'magenta cast',
  'negative',
] as const;
export type Tint = (typeof TINTS)[number];

/** Returns the photo in another colouring. No document shows a negative: it is here to show a rejection. */
export function tinted(picture: Picture, tint: Tint): Picture {
  return mapColours(picture, (colour) => recolour(colour, tint));
}

function recolour(colour: Colour, tint: Tint): Colour {
  const grey = luma(colour);
  switch (tint) {
    case 'grey':
      return [grey, grey, grey];
    case 'sepia':
      return mix([56, 34, 16], [255, 240, 208], grey / 255);
    case 'blue ink':
      // One ink on light paper, like the portraits in old passports.
      return mix([24, 40, 120], [226, 232, 240], grey / 255);
    case 'green laminate':
      return mix(colour, [120, 200, 140], 0.35);
    case 'yellow laminate':
      return mix(colour, [224, 196, 96], 0.35);
    case 'magenta cast':
      return [colour[0] * 1.1, colour[1] * 0.6, colour[2]];
    case 'negative':
      return [255 - colour[0], 255 - colour[1], 255 - colour[2]];
  }
}
