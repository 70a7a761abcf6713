import { resizePicture } from '../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { type Colour, mix } from '../../pictures/drawing.ts';
import { canvas, paste } from '../../pictures/montage.ts';
import type { Random } from '../../statistics/random.ts';
import { crop } from './framing.ts';
import { luma, mapColours } from './pixels.ts';
import { eyeDistance, type Subject } from './subject.ts';
import { drawTextLine } from './text.ts';
import { turn } from './warp.ts';

/** Width over height of an ID-1 card (ISO/IEC 7810: 85.60 x 53.98 mm). */
const CARD_PROPORTION = 85.6 / 53.98;
/** Height of the portrait over that of the card, and its width over its height (35 x 45 mm). */
const PORTRAIT_HEIGHT = 0.62;
const PORTRAIT_PROPORTION = 35 / 45;
/** Width of the portrait over the distance between the eyes (ISO/IEC 39794-5 asks for about 4). */
const EYES_TO_WIDTH = 4;
/** The second, ghostly portrait: its size over the first one's, and how strongly it is printed. */
const GHOST_SIZE = 0.4;
const GHOST_INK = 0.45;

const TABLES: readonly Colour[] = [
  [96, 70, 50],
  [178, 176, 172],
  [44, 46, 52],
];

/**
 * A whole ID card photographed on a table: the portrait small at the left, its ghost at the right, lines of text between
 * and a pattern of fine curves (guilloche) over all, the card leaning by up to 8 degrees.
 *
 * @param pixels between the eyes of the portrait as it appears in the image
 */
export async function photographedCard(subject: Subject, pixels: number, random: Random): Promise<Picture> {
  const portraitWidth = Math.round(EYES_TO_WIDTH * pixels);
  const portraitHeight = Math.round(portraitWidth / PORTRAIT_PROPORTION);
  const height = Math.round(portraitHeight / PORTRAIT_HEIGHT);
  const width = Math.round(height * CARD_PROPORTION);
  const portrait = await resizePicture(passportCrop(subject), portraitWidth, portraitHeight);

  const card = mapColours(canvas(width, height, [226, 230, 222]), (colour, x, y) =>
    mix(colour, [196, 214, 226], x / width + 0.1 * Math.sin((9 * y) / height)),
  );
  const margin = Math.round(0.05 * width);
  const top = Math.round(0.24 * height);
  paste(card, portrait, margin, top);
  drawText(card, random, margin + portraitWidth + margin, top, width, height);
  await pasteGhost(card, portrait, Math.round(0.8 * width), Math.round(0.5 * height));
  return onTable(guilloche(card, random), random);
}

/** The portrait as an ID photo is cut: the eyes in the middle, a little above the centre. */
function passportCrop(subject: Subject): Picture {
  const [right, left] = subject.landmarks;
  const width = Math.round(EYES_TO_WIDTH * eyeDistance(subject));
  const height = Math.round(width / PORTRAIT_PROPORTION);
  const x = Math.round((right[0] + left[0]) / 2 - width / 2);
  const y = Math.round((right[1] + left[1]) / 2 - 0.45 * height);
  return crop(subject.picture, x, y, width, height);
}

function drawText(card: Picture, random: Random, x: number, top: number, width: number, height: number): void {
  const size = 0.045 * height;
  drawTextLine(
    card,
    { x: 0.05 * width, y: 0.07 * height, size: 1.8 * size, width: 0.7 * width },
    [30, 50, 110],
    random,
  );
  for (let line = 0; line < 7; line++) {
    const y = top + 2 * line * size;
    drawTextLine(card, { x, y, size, width: random.between(0.2, 0.38) * width }, [40, 40, 44], random);
  }
}

async function pasteGhost(card: Picture, portrait: Picture, left: number, top: number): Promise<void> {
  const side = (length: number) => Math.max(1, Math.round(length * GHOST_SIZE));
  const small = await resizePicture(portrait, side(portrait.width), side(portrait.height));
  const ghost = mapColours(small, (colour, x, y) => {
    const p = 3 * (Math.min(card.height - 1, top + y) * card.width + Math.min(card.width - 1, left + x));
    const grey = luma(colour);
    return mix([card.data[p]!, card.data[p + 1]!, card.data[p + 2]!], [grey, grey, grey], GHOST_INK);
  });
  paste(card, ghost, left, top);
}

/** Fine wavy lines over the whole card, the portrait too. */
function guilloche(card: Picture, random: Random): Picture {
  const [a, b] = [random.between(4, 7), random.between(2, 4)];
  return mapColours(card, (colour, x, y) => {
    const [u, v] = [x / card.width, y / card.height];
    const wave = Math.cos(
      2 * Math.PI * (28 * v + 1.6 * Math.sin(a * u * Math.PI) + 0.7 * Math.cos(b * (u + v) * Math.PI)),
    );
    return mix(colour, [150, 110, 150], 0.16 * Math.max(0, wave) ** 4);
  });
}

function onTable(card: Picture, random: Random): Picture {
  const table = random.pick(TABLES);
  const leaning = turn(card, random.between(-8, 8), table);
  const width = Math.round(1.15 * leaning.width);
  const height = Math.round(1.25 * leaning.height);
  const picture = canvas(width, height, [Math.round(table[0]), Math.round(table[1]), Math.round(table[2])]);
  paste(picture, leaning, Math.round((width - leaning.width) / 2), Math.round((height - leaning.height) / 2));
  return picture;
}
