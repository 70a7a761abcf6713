import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';
import { type Colour, mix, smooth } from './drawing.ts';
import { type DrawnFaceOptions, drawnFace } from './drawn-face.ts';

const BEARD: Colour = [32, 22, 15];
const FRAME: Colour = [25, 22, 24];
/** How much further apart the middle of the face moves. */
const WIDENING = 1.35;
/** The distance between the eyes in units of half the face's width; drawn faces have 0.79 to 0.88. */
const EYE_DISTANCE = 0.83;

/**
 * A drawn face with a full beard, glasses and wide-set features. Drawn faces of different seeds are one person to a
 * face recognition model; against a plain one this is another.
 */
export function disguisedFace(options: DrawnFaceOptions = {}): Picture {
  const face = drawnFace(options);
  const [right, left] = face.landmarks;
  const unit = (left[0] - right[0]) / EYE_DISTANCE;
  const worn = eachPixel(face, (x, y, colour) => {
    const across = (x - face.width / 2) / unit;
    const down = (y - right[1]) / unit;
    const bearded = mix(colour, beardColour(across, down), beard(across, down));
    return mix(bearded, FRAME, glasses(Math.abs(across), down));
  });
  return widened(worn);
}

/** @param x, y from between the eyes, in half face widths, y down; 1 where there is beard */
function beard(x: number, y: number): number {
  const jaw = 0.98 * (1 - 0.25 * smooth(0.39, 1.34, y));
  const onFace = 1 - smooth(0.93, 1, Math.hypot(x / jaw, Math.max(0, y - 0.19) / 1.3));
  const cheek = smooth(0.17, 0.52, y - 0.35 * Math.abs(x)) * smooth(0.54, 0.74, y + 0.35 * x * x);
  const lips = 1 - smooth(0.9, 1.2, Math.hypot(x / 0.3, (y - 0.84) / 0.12));
  return onFace * cheek * (1 - lips);
}

function beardColour(x: number, y: number): Colour {
  const hair = 0.8 + 0.3 * Math.sin(90 * x + 14 * Math.sin(9 * y)) * Math.sin(60 * y);
  return [BEARD[0] * hair, BEARD[1] * hair, BEARD[2] * hair];
}

function glasses(across: number, y: number): number {
  const rim = Math.abs(Math.hypot((across - 0.42) / 0.3, y / 0.24) - 1) * 0.26 - 0.03;
  const onBridge = across < 0.13 || (across > 0.71 && across < 1);
  return Math.max(1 - smooth(0, 0.03, rim), onBridge && Math.abs(y) < 0.03 ? 1 : 0);
}

/** Stretches the middle of the face sideways and presses its rims together. */
function widened(face: Picture): Picture {
  const half = face.width / 2;
  const reach = 0.62 * half;
  const source = (x: number) => {
    const away = Math.abs(x - half) / reach;
    const from = away < 1 ? away ** WIDENING : 1 + WIDENING * (away - 1);
    return Math.max(0, Math.min(face.width - 1.001, half + Math.sign(x - half) * from * reach));
  };
  return eachPixel(face, (x, y) => {
    const from = source(x);
    const column = Math.floor(from);
    return mix(pixel(face, column, y), pixel(face, column + 1, y), from - column);
  });
}

function eachPixel(picture: Picture, colourAt: (x: number, y: number, colour: Colour) => Colour): Picture {
  const { width, height } = picture;
  const data = new Uint8Array(picture.data.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const colour = colourAt(x, y, pixel(picture, x, y));
      for (let channel = 0; channel < 3; channel++) data[at + channel] = Math.max(0, Math.min(255, colour[channel]!));
    }
  }
  return { width, height, data };
}

function pixel({ data, width }: Picture, x: number, y: number): Colour {
  const at = 3 * (y * width + x);
  return [data[at]!, data[at + 1]!, data[at + 2]!];
}
