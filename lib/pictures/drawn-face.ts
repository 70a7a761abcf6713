import type { Landmarks } from '../../lambda/face/picture/pixels/geometry.ts';
import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';
import { seededRandom } from '../statistics/random.ts';
import { bump, type Colour, cover, ellipse, length, mix, paint, scale, smooth } from './drawing.ts';
import { beard, brow, eye, glasses, grain, type Look, lips, nostril, strands } from './face-features.ts';

export interface DrawnFaceOptions {
  /** Varies skin, hair, light and proportions; default 1. */
  readonly seed?: number;
  /** Side of the square image in pixels; default 400. */
  readonly size?: number;
  /** Height of the face, crown to chin, as a share of the image's; default 0.55. */
  readonly share?: number;
  /** Where the light comes from, -0.45 (left) to 0.45 (right); default: varies with the seed. */
  readonly light?: number;
  /** Features that replace those of the seed. */
  readonly look?: Partial<Look>;
}

export interface DrawnFace extends Picture {
  /**
   * Where right eye, left eye, nose tip and the corners of the mouth were drawn; pixels, image-left first. Detectors
   * trained on photos place them up to 0.3 of the distance between the eyes away from here, mostly upwards.
   */
  readonly landmarks: Landmarks;
}

const SKINS: readonly Colour[] = [
  [236, 196, 172],
  [224, 180, 150],
  [205, 158, 124],
  [172, 122, 90],
  [132, 90, 66],
  [104, 70, 52],
];
const HAIRS: readonly Colour[] = [
  [28, 22, 20],
  [62, 42, 30],
  [112, 76, 46],
  [178, 140, 88],
  [120, 116, 112],
];
const IRISES: readonly Colour[] = [
  [64, 42, 28],
  [92, 66, 38],
  [78, 104, 112],
  [86, 100, 66],
];
const CROWN = -1.42;
const CHIN = 1.2;

/** Draws a shaded face that looks straight at the viewer; the same options give the same pixels. */
export function drawnFace(options: DrawnFaceOptions = {}): DrawnFace {
  const size = options.size ?? 400;
  const unit = ((options.share ?? 0.55) * size) / (CHIN - CROWN);
  const drawn = { ...lookOf(options.seed ?? 1), ...options.look };
  const look = options.light === undefined ? drawn : { ...drawn, light: [options.light, -0.5, 0.8] as const };
  const middleY = size * 0.5 - ((CROWN + CHIN) / 2) * unit;
  const data = new Uint8Array(3 * size * size);
  const edge = 1 / unit;
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 3) {
      const colour = colourAt((column + 0.5 - size / 2) / unit, (row + 0.5 - middleY) / unit, look, edge);
      // The array clamps nothing, it wraps.
      for (let channel = 0; channel < 3; channel++) data[at + channel] = Math.max(0, Math.min(255, colour[channel]!));
    }
  }
  const place = (x: number, y: number) => [size / 2 + x * unit, middleY + y * unit] as const;
  const landmarks: Landmarks = [
    place(-look.eyeX, look.eyeY),
    place(look.eyeX, look.eyeY),
    place(0, look.noseY),
    place(-look.mouthWidth, look.mouthY),
    place(look.mouthWidth, look.mouthY),
  ];
  return { width: size, height: size, data, landmarks };
}

function lookOf(seed: number): Look {
  const random = seededRandom(seed);
  const skin = random.pick(SKINS);
  const side = random.between(-0.45, 0.45);
  return {
    skin,
    hair: random.pick(HAIRS),
    iris: random.pick(IRISES),
    lip: mix(skin, [176, 64, 70], random.between(0.35, 0.6)),
    cloth: [random.between(30, 160), random.between(30, 160), random.between(40, 170)],
    wall: [random.between(170, 225), random.between(175, 225), random.between(180, 230)],
    longHair: random.next() < 0.5,
    hairline: random.between(-0.98, -0.82),
    eyeX: random.between(0.395, 0.44),
    eyeY: random.between(-0.22, -0.16),
    eyeSize: random.between(0.175, 0.205),
    browWidth: random.between(0.035, 0.06),
    noseY: random.between(0.19, 0.26),
    noseWidth: random.between(0.13, 0.17),
    mouthY: random.between(0.6, 0.67),
    mouthWidth: random.between(0.31, 0.37),
    jaw: random.between(0.6, 0.78),
    light: [side, -0.5, 0.8],
  };
}

function colourAt(x: number, y: number, look: Look, edge: number): Colour {
  let colour = scale(look.wall, 1 - 0.05 * y - 0.03 * x * x);
  const behind = look.longHair ? ellipse(x, y, 0, 0.1, 1.22, 1.62) : ellipse(x, y, 0, -0.42, 1.1, 1.06);
  const inHair = cover(behind, edge);
  if (inHair > 0) colour = paint(colour, scale(look.hair, 0.75 + strands(x, y)), inHair);
  const shoulders = Math.max(ellipse(x, y, 0, 2.95, 2.2, 1.15), -ellipse(x, y, 0, 1.75, 0.62, 0.36));
  const neckShadow = 0.62 + 0.3 * smooth(1.25, 1.9, y) - 0.25 * x * x;
  const neck = Math.max(Math.abs(x) - 0.56 - 0.5 * Math.max(0, y - 1.6) ** 2, 0.6 - y, y - 2.2);
  colour = paint(colour, scale(look.skin, neckShadow), cover(neck, edge));
  colour = paint(colour, scale(look.cloth, 0.95 - 0.12 * x * x), cover(shoulders, edge));
  if (!look.longHair) {
    const ears = Math.min(ellipse(x, y, -0.99, 0.02, 0.12, 0.27), ellipse(x, y, 0.99, 0.02, 0.12, 0.27));
    colour = paint(colour, scale(look.skin, 0.78 - 0.4 * cover(ears + 0.05, 0.04)), cover(ears, edge));
  }
  const face = faceOutline(x, y, look);
  const onFace = cover(face, edge);
  if (onFace > 0) colour = paint(colour, faceColour(x, y, look, edge), onFace);
  // The fringe: a cap over the forehead that reaches lower at the temples.
  const cap = Math.max(ellipse(x, y, 0, -0.42, 1.08, 1.04), y - look.hairline - 0.62 * x ** 4 - 0.12 * x * x);
  const inFringe = cover(cap, 2 * edge);
  if (inFringe > 0) {
    colour = paint(colour, scale(look.hair, 0.8 + 0.35 * (1 + x * look.light[0]) * strands(x, y) * 4), inFringe);
  }
  return glasses(colour, x, y, look, edge);
}

/** Below 0 inside of the face. Round above the cheeks, narrower towards the chin. */
function faceOutline(x: number, y: number, look: Look): number {
  const width = 0.98 * (look.faceWidth ?? 1);
  if (y < 0) return ellipse(x, y, 0, 0, width, 1.4);
  const narrow = 1 - (1 - look.jaw) * smooth(0.2, 1.15, y);
  return length(x / (width * narrow), (y / CHIN) ** 1.6) - 1;
}

function faceColour(x: number, y: number, look: Look, edge: number): Colour {
  const step = 0.012;
  const here = relief(x, y, look);
  const slopeX = (relief(x + step, y, look) - here) / step;
  const slopeY = (relief(x, y + step, look) - here) / step;
  const [lightX, lightY, lightZ] = look.light;
  const bright =
    (lightZ - lightX * slopeX - lightY * slopeY) /
    length(length(slopeX, slopeY), 1) /
    length(length(lightX, lightY), lightZ);
  const shade = 0.42 + 0.62 * Math.max(0, bright);
  const across = Math.abs(x);
  const blush = 0.1 * bump(across, y, 0.55, 0.3, 0.22, 0.2);
  let colour = mix(look.skin, look.lip, blush);
  colour = paint(colour, scale(look.hair, 0.6 + 0.5 * (1 + grain(2 * x, y))), beard(x, y, look, edge));
  colour = paint(colour, look.lip, lips(x, y, look, edge));
  colour = scale(colour, shade * (1 + 0.06 * (look.roughness ?? 1) * grain(x, y)) + 0.06 * Math.max(0, bright) ** 24);
  colour = paint(colour, scale(look.skin, 0.25), 0.85 * nostril(across, y, look));
  const gap = Math.abs(y - look.mouthY - 0.012 * Math.cos((9 * x) / look.mouthWidth)) - 0.013;
  const inMouth = cover(Math.max(gap, across - look.mouthWidth), edge);
  colour = paint(colour, scale(look.lip, 0.32), 0.85 * inMouth);
  colour = eye(colour, across - look.eyeX, y - look.eyeY, x < 0 ? -1 : 1, look, edge, shade);
  return brow(colour, across - look.eyeX, y - look.eyeY + 0.22, look, edge);
}

/** Height of the face above its rim, in the same unit; only its slopes matter. */
function relief(x: number, y: number, look: Look): number {
  const across = Math.abs(x);
  const dome = 0.85 * Math.sqrt(Math.max(0.02, 1 - (x / 1.04) ** 2 - (y / 1.5) ** 2));
  const along = smooth(look.eyeY - 0.12, look.noseY, y) * (1 - smooth(look.noseY, look.noseY + 0.13, y));
  const nose = 0.34 * along * Math.exp(-((x / (0.085 + 0.05 * along)) ** 2));
  const features =
    nose +
    0.09 * bump(across, y, look.noseWidth, look.noseY + 0.03, 0.06, 0.07) -
    0.11 * bump(across, y, look.eyeX - 0.03, look.eyeY - 0.02, 0.22, 0.13) +
    0.05 * bump(across, y, look.eyeX, look.eyeY - 0.24, 0.32, 0.08) +
    0.05 * bump(across, y, 0.55, 0.25, 0.25, 0.25) +
    0.07 * bump(x, y, 0, look.mouthY - 0.05, 0.25, 0.06) +
    0.08 * bump(x, y, 0, look.mouthY + 0.07, 0.2, 0.06) -
    0.04 * bump(x, y, 0, look.mouthY + 0.19, 0.2, 0.06) +
    0.09 * bump(x, y, 0, 1, 0.24, 0.13);
  return dome + (look.depth ?? 1) * features;
}
