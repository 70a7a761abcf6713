import { bump, type Colour, cover, length, paint, scale, smooth } from './drawing.ts';

/** Colours, and proportions in units of half the face's width; x to the right, y down, the origin between the ears. */
export interface Look {
  readonly skin: Colour;
  readonly hair: Colour;
  readonly iris: Colour;
  readonly lip: Colour;
  readonly cloth: Colour;
  readonly wall: Colour;
  readonly longHair: boolean;
  readonly hairline: number;
  readonly eyeX: number;
  readonly eyeY: number;
  readonly eyeSize: number;
  readonly browWidth: number;
  readonly noseY: number;
  readonly noseWidth: number;
  readonly mouthY: number;
  readonly mouthWidth: number;
  /** Width of the chin as a share of the width at the cheeks. */
  readonly jaw: number;
  /** Direction to the light: right, down, towards the viewer. */
  readonly light: Colour;
  /** Width of the face as a share of a drawn face's; default 1. */
  readonly faceWidth?: number;
  /** How far nose, brows, lips and chin stand out, as a share of a drawn face's; default 1. */
  readonly depth?: number;
  /** How rough the skin is, as a share of a drawn face's; default 1. */
  readonly roughness?: number;
  /** A full beard in the colour of the hair. */
  readonly beard?: boolean;
  readonly glasses?: boolean;
}

/** Returns how much of a point the lips cover, 0 to 1. */
export function lips(x: number, y: number, look: Look, edge: number): number {
  const along = x / look.mouthWidth;
  if (Math.abs(along) > 1) return 0;
  const taper = 1 - along * along;
  // The bow of the upper lip dips in the middle.
  const upper = 0.085 * taper * (1 - 0.3 * Math.exp(-((along / 0.2) ** 2)));
  const lower = 0.12 * taper ** 0.8;
  return cover(Math.max(look.mouthY - upper - y, y - look.mouthY - lower), 2 * edge);
}

/** Returns how much of a point the nostrils cover, 0 to 1. @param across distance from the middle of the face */
export function nostril(across: number, y: number, look: Look): number {
  return bump(across, y, 0.55 * look.noseWidth, look.noseY + 0.075, 0.04, 0.025);
}

/** Paints an eye with its lid and lashes. @param x, y from the eye's middle, x outwards; `side` -1 for the eye on the image's left */
export function eye(
  colour: Colour,
  x: number,
  y: number,
  side: number,
  look: Look,
  edge: number,
  shade: number,
): Colour {
  const along = x / look.eyeSize;
  const arch = Math.max(0, 1 - along * along);
  const lid = 0.52 * look.eyeSize * arch ** 0.7;
  const open = Math.max(-lid - y, y - 0.62 * lid, Math.abs(along) - 1);
  const crease = Math.abs(y + lid + 0.045) - 0.008;
  let result = paint(colour, scale(look.skin, 0.45), 0.6 * cover(Math.max(crease, Math.abs(along) - 0.95), 0.02));
  const white = scale([232, 226, 222], 0.55 + 0.45 * shade - 0.25 * smooth(0, -0.1, y));
  const radius = length(x, y + 0.008);
  let ball = paint(white, scale(look.iris, 0.9), cover(radius - 0.44 * look.eyeSize, edge));
  ball = paint(ball, [12, 10, 10], cover(radius - 0.2 * look.eyeSize, edge));
  ball = paint(ball, [245, 245, 245], cover(length(side * x + 0.03, y + 0.045) - 0.018, edge));
  result = paint(result, ball, cover(open, edge));
  const lash = Math.abs(y + lid) - 0.02 * (0.6 + 0.4 * arch);
  return paint(result, [24, 18, 18], 0.85 * cover(Math.max(lash, Math.abs(along) - 1.05), edge));
}

/** Paints an eyebrow. @param x, y from the brow's middle, x outwards */
export function brow(colour: Colour, x: number, y: number, look: Look, edge: number): Colour {
  const along = x / 0.27;
  const bend = 0.07 * along * along - 0.02 * along;
  const width = look.browWidth * (1 - 0.5 * smooth(0.2, 1, along)) * (0.85 + 0.3 * strands(9 * x, y));
  return paint(
    colour,
    scale(look.hair, 0.75),
    0.85 * cover(Math.max(Math.abs(y - bend) - width, Math.abs(along) - 1), 2 * edge),
  );
}

/** Brightness of hair, about 0.1 to 0.35, in streaks that fan out from the parting. */
export function strands(x: number, y: number): number {
  const angle = Math.atan2(x, y + 1.6);
  return 0.22 + 0.07 * Math.sin(90 * angle) + 0.05 * Math.sin(37 * angle + 3 * y);
}

/** Skin is never perfectly smooth; [-1, 1]. */
export function grain(x: number, y: number): number {
  return Math.sin(131 * x + 17 * y) * Math.sin(113 * y - 29 * x);
}

const FRAME: Colour = [38, 33, 34];
const RIM = 0.028;

/** Returns how much of a point a full beard covers, 0 to 1: cheeks, chin and upper lip, but not the lips. */
export function beard(x: number, y: number, look: Look, edge: number): number {
  if (!look.beard) return 0;
  const across = Math.abs(x);
  const fromNose = look.noseY + 0.16;
  // From the sideburns the line falls to the corners of the moustache.
  const line = fromNose + 0.14 * smooth(0.12, 0.5, across) - 0.62 * smooth(0.62, 0.98, across);
  const grown = smooth(line - 0.05, line + 0.07, y);
  return 0.92 * grown * (1 - lips(x, y, look, edge));
}

/** Lays the frame of glasses over a face. */
export function glasses(colour: Colour, x: number, y: number, look: Look, edge: number): Colour {
  if (!look.glasses) return colour;
  const across = Math.abs(x);
  const down = y - look.eyeY - 0.03;
  const [width, height] = [0.31, 0.235];
  // Between an ellipse and a rectangle, as most frames are.
  const lens = ((Math.abs(across - look.eyeX) / width) ** 3 + (Math.abs(down) / height) ** 3) ** (1 / 3) - 1;
  const rim = Math.abs(lens * height) - RIM;
  const bridge = Math.max(Math.abs(down + 0.06) - RIM, across - (look.eyeX - width));
  const temple = Math.max(Math.abs(down + 0.06) - RIM, look.eyeX + width - across, across - 1.02);
  return paint(colour, FRAME, cover(Math.min(rim, bridge, temple), 2 * edge));
}
