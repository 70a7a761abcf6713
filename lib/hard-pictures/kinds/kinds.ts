import { UsageError } from '../../cli/command.ts';
import { ANIMALS, type Animal, drawAnimal } from './animals.ts';
import { gaussianBlur, motionBlur } from './blur.ts';
import { jpegOfQuality, jpegWithOrientation } from './encoding.ts';
import { backOfHead, faceCovered } from './faceless.ts';
import { cutByEdge, fillingFrame, withEyeDistance } from './framing.ts';
import { groupPicture } from './group-photo.ts';
import { photographedCard } from './id-card.ts';
import { type Kind, named, numbered } from './kind.ts';
import { exposed, glare, lowContrast } from './light.ts';
import { sensorNoise } from './noise.ts';
import { masked, withSunglasses } from './occlusion.ts';
import { rimColour } from './pixels.ts';
import { halftone, moire } from './print.ts';
import { eyeDistance } from './subject.ts';
import { drawTexture, TEXTURES, type Texture } from './textures.ts';
import { TINTS, tinted } from './tint.ts';
import { turn } from './warp.ts';

const PERCENT = 100;
const FACELESS = [...TEXTURES, ...ANIMALS, 'back of a head', 'face covered'] as const;

/** Unmodified photos: what every other kind is compared with. */
const CLEAN = numbered({
  name: 'clean',
  title: 'Unmodified photos',
  axis: '',
  severities: [0],
  degrade: ({ subject }) => subject.picture,
});

/** All kinds of hard images, by the name that the command takes. */
export const KINDS: readonly Kind[] = [
  CLEAN,
  numbered({
    name: 'eye-distance',
    title: 'Size: the whole photo scaled',
    axis: 'pixels between the eyes',
    severities: [400, 300, 200, 150, 100, 64, 48, 32, 24, 20, 16, 14, 12, 10, 8],
    degrade: ({ subject }, pixels) => withEyeDistance(subject, pixels),
  }),
  numbered({
    name: 'frame',
    title: 'Framing: the face fills a share of the frame',
    axis: '% of the frame’s height',
    severities: [5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    degrade: ({ subject }, percent) => fillingFrame(subject, percent / PERCENT),
  }),
  numbered({
    name: 'cut-side',
    title: 'The frame cuts off the left or right of the face',
    axis: '% of the face’s width outside',
    severities: [0, 10, 20, 30, 40, 50],
    degrade: ({ subject, random }, percent) =>
      cutByEdge(subject, random.pick(['left', 'right'] as const), percent / PERCENT),
  }),
  numbered({
    name: 'cut-top',
    title: 'The frame cuts off the forehead',
    axis: '% of the face’s height (brows to chin) outside',
    severities: [0, 10, 20, 30, 40, 50],
    degrade: ({ subject }, percent) => cutByEdge(subject, 'top', percent / PERCENT),
  }),
  numbered({
    name: 'cut-bottom',
    title: 'The frame cuts off the chin',
    axis: '% of the face’s height (brows to chin) outside',
    severities: [0, 10, 20, 30, 40, 50],
    degrade: ({ subject }, percent) => cutByEdge(subject, 'bottom', percent / PERCENT),
  }),
  numbered({
    name: 'rotation',
    title: 'The pixels turned',
    axis: 'degrees clockwise',
    severities: Array.from({ length: 24 }, (_, i) => 15 * i),
    degrade: ({ subject }, degrees) => turn(subject.picture, degrees, rimColour(subject.picture)),
  }),
  numbered({
    name: 'exif',
    title: 'Stored turned or mirrored, with the EXIF tag that says so',
    axis: 'EXIF orientation',
    severities: [1, 2, 3, 4, 5, 6, 7, 8],
    degrade: ({ subject }, orientation) => jpegWithOrientation(subject.picture, orientation),
  }),
  numbered({
    name: 'jpeg',
    title: 'JPEG compression, 4:2:0',
    axis: 'quality',
    severities: [95, 80, 60, 40, 30, 20, 15, 10, 5],
    degrade: ({ subject }, quality) => jpegOfQuality(subject.picture, quality),
  }),
  numbered({
    name: 'blur',
    title: 'Gaussian blur',
    axis: 'sigma, % of the inter-eye distance',
    severities: [2, 4, 6, 8, 10, 12, 15, 20, 30],
    degrade: ({ subject }, percent) => gaussianBlur(subject.picture, (percent / PERCENT) * eyeDistance(subject)),
  }),
  numbered({
    name: 'motion-blur',
    title: 'Motion blur in any direction',
    axis: 'length, % of the inter-eye distance',
    severities: [5, 10, 20, 30, 40, 50, 60, 80, 100],
    degrade: ({ subject, random }, percent) =>
      motionBlur(subject.picture, (percent / PERCENT) * eyeDistance(subject), random.between(0, 180)),
  }),
  numbered({
    name: 'dark',
    title: 'Underexposure',
    axis: 'stops',
    severities: [1, 2, 3, 4, 5, 6, 7, 8],
    degrade: ({ subject }, stops) => exposed(subject.picture, -stops),
  }),
  numbered({
    name: 'bright',
    title: 'Overexposure',
    axis: 'stops',
    severities: [0.5, 1, 1.5, 2, 2.5, 3, 4],
    degrade: ({ subject }, stops) => exposed(subject.picture, stops),
  }),
  numbered({
    name: 'glare',
    title: 'A bright spot on the face',
    axis: 'radius, % of the inter-eye distance',
    severities: [10, 20, 30, 40, 50, 75, 100],
    degrade: ({ subject, random }, percent) => glare(subject, percent / PERCENT, random),
  }),
  numbered({
    name: 'contrast',
    title: 'Low contrast',
    axis: '% of the contrast left',
    severities: [80, 60, 40, 30, 20, 10, 5, 3],
    degrade: ({ subject }, percent) => lowContrast(subject.picture, percent / PERCENT),
  }),
  numbered({
    name: 'noise',
    title: 'Sensor noise',
    axis: 'standard deviation at middle grey, of 255',
    severities: [5, 10, 20, 30, 40, 60, 80],
    degrade: ({ subject, random }, deviation) => sensorNoise(subject.picture, deviation, random),
  }),
  numbered({
    name: 'halftone',
    title: 'Printed in dots and photographed closely',
    axis: 'screen lines between the eyes',
    severities: [50, 30, 20, 14, 10, 7, 5],
    degrade: ({ subject }, lines) => halftone(subject, lines),
  }),
  numbered({
    name: 'moire',
    title: 'Moiré fringes of a print or screen',
    axis: 'amplitude, %',
    severities: [10, 20, 40, 60, 80, 100],
    degrade: ({ subject, random }, percent) => moire(subject, percent / PERCENT, random),
  }),
  named({
    name: 'tint',
    title: 'Greyscale, one ink, laminate',
    axis: 'colouring',
    severities: TINTS,
    showsFace: true,
    degrade: ({ subject }, tint) => tinted(subject.picture, tint),
  }),
  numbered({
    name: 'id-card',
    title: 'An ID card photographed whole',
    axis: 'pixels between the eyes of its portrait',
    severities: [96, 64, 48, 32, 24, 20, 16, 12, 10, 8],
    degrade: ({ subject, random }, pixels) => photographedCard(subject, pixels, random),
  }),
  numbered({
    name: 'people',
    title: 'Several people in the photo',
    axis: 'people',
    severities: [1, 2, 3, 4, 6, 9, 16, 30],
    others: (people) => Number(people) - 1,
    degrade: ({ subject, others, random }) => groupPicture([subject, ...others], random),
  }),
  numbered({
    name: 'mask',
    title: 'A mask over the lower face',
    axis: '% of the way from the chin to the bridge of the nose',
    severities: [0, 20, 40, 60, 75, 90, 100],
    degrade: ({ subject, random }, percent) => masked(subject, percent / PERCENT, random),
  }),
  numbered({
    name: 'sunglasses',
    title: 'Sunglasses',
    axis: 'opacity of the lenses, %',
    severities: [0, 25, 50, 75, 90, 100],
    degrade: ({ subject }, percent) => withSunglasses(subject, percent / PERCENT),
  }),
  named({
    name: 'no-face',
    title: 'No face at all',
    axis: 'what is seen',
    severities: FACELESS,
    showsFace: false,
    degrade: ({ subject, random }, what) => {
      if (what === 'back of a head') return backOfHead(random);
      if (what === 'face covered') return faceCovered(subject);
      return isAnimal(what) ? drawAnimal(what, random) : drawTexture(what, random);
    },
  }),
];

function isAnimal(what: Texture | Animal): what is Animal {
  return (ANIMALS as readonly string[]).includes(what);
}

/** @throws UsageError listing the kinds there are */
export function kindByName(name: string): Kind {
  const kind = KINDS.find((candidate) => candidate.name === name);
  if (kind === undefined) {
    throw new UsageError(`There is no sheet ${name}. Sheets: ${KINDS.map((known) => known.name).join(', ')}.`);
  }
  return kind;
}
