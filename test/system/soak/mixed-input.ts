import { PICTURE_FIELDS } from '../../../lambda/contract/fields.ts';
import { MAX_BODY_BYTES } from '../../../lambda/contract/limits.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg, encodePng } from '../../../lib/pictures/encode.ts';
import { canvas } from '../../../lib/pictures/montage.ts';
import type { Random } from '../../../lib/statistics/random.ts';
import { filePart, multipartBody, multipartType, pictureParts } from '../../support/multipart.ts';
import { endless } from '../attacks/endless-decoder.ts';
import type { HostilePicture } from '../attacks/hostile-picture.ts';
import { hostilePictures } from '../attacks/hostile-pictures.ts';

/** A caller's request, good or bad, and the expected response. */
export interface MixedRequest {
  readonly kind: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly statusCode: 200 | 400;
  /** For a 200: one of these. */
  readonly statuses: readonly string[];
}

/** One attack in this many is an image whose decoding never ends: each costs three seconds of processor time. */
const ATTACKS_FOR_ONE_ENDLESS = 4;

/** How many of a hundred requests are of each kind. */
const SHARES: readonly (readonly [kind: string, share: number])[] = [
  ['two faces', 15],
  ['the same face twice', 5],
  ['nobody', 30],
  ['no picture', 30],
  ['a missing part', 7],
  ['an empty part', 7],
  ['a cut body', 6],
];

/**
 * Makes requests of all kinds, chosen by the given numbers.
 *
 * @param attacksPerThousand how many of a thousand requests have an image made to do harm; the decoding of some of them
 *   never ends (see endlessDecoder)
 */
export async function mixedInput(attacksPerThousand = 0): Promise<(random: Random) => MixedRequest> {
  const faces = await Promise.all([1, 2, 5].map((seed) => encodeJpeg(drawnFace({ seed, size: 200 }))));
  const nobody = await encodePng(canvas(48, 48, [90, 120, 60]));
  const upload = (kind: string, body: Buffer, statusCode: 200 | 400, ...statuses: string[]): MixedRequest => ({
    kind,
    contentType: multipartType(),
    body,
    statusCode,
    statuses,
  });
  const good = (kind: string, first: Buffer, second: Buffer, ...statuses: string[]) =>
    upload(kind, multipartBody(pictureParts(first, second)), 200, ...statuses);

  const make: Readonly<Record<string, (random: Random) => MixedRequest>> = {
    'two faces': (random) => good('two faces', random.pick(faces), random.pick(faces), 'Success', 'LowQuality'),
    'the same face twice': () => good('the same face twice', faces[0]!, faces[0]!, 'Success', 'LowQuality'),
    nobody: () => good('nobody', nobody, nobody, 'NoFaceDetected'),
    'no picture': (random) => good('no picture', Buffer.from(`not a picture ${random.next()}`), nobody, 'InvalidImage'),
    'a missing part': () => upload('a missing part', multipartBody([filePart(PICTURE_FIELDS[0], nobody)]), 400),
    'an empty part': () => upload('an empty part', multipartBody(pictureParts(nobody, '')), 400),
    'a cut body': (random) => {
      const body = multipartBody(pictureParts(faces[0]!, nobody));
      return upload('a cut body', body.subarray(0, 200 + random.below(body.length - 300)), 400);
    },
  };
  const attacks = attacksPerThousand === 0 ? [] : await attackPictures(faces[0]!);
  const attack = (random: Random): MixedRequest => {
    const { name, bytes, expected } = random.pick(attacks);
    const pictures = random.below(2) === 0 ? ([bytes, faces[0]!] as const) : ([faces[0]!, bytes] as const);
    return good(`attack: ${name}`, ...pictures, ...expected);
  };
  return (random) => {
    if (attacks.length > 0 && random.below(1000) < attacksPerThousand) return attack(random);
    let ticket = random.below(100);
    for (const [kind, share] of SHARES) {
      if (ticket < share) return make[kind]!(random);
      ticket -= share;
    }
    throw new Error('The shares do not add up to 100.');
  };
}

/** All hostile images that fit in a request with a face; after every fourth of them comes one whose decoding never ends. */
async function attackPictures(face: Buffer): Promise<HostilePicture[]> {
  const pictures = (await hostilePictures()).filter(({ bytes }) => bytes.length + face.length < MAX_BODY_BYTES - 1_000);
  const forever: HostilePicture = { name: 'decoded for ever', bytes: endless(face), expected: ['InvalidImage'] };
  return pictures.flatMap((picture, i) => (i % ATTACKS_FOR_ONE_ENDLESS === 0 ? [picture, forever] : [picture]));
}
