import { PICTURE_FIELDS } from '../../../lambda/contract/fields.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg, encodePng } from '../../../lib/pictures/encode.ts';
import { canvas } from '../../../lib/pictures/montage.ts';
import type { Random } from '../../../lib/statistics/random.ts';
import { filePart, multipartBody, multipartType, pictureParts } from '../../support/multipart.ts';

/** A request of a caller, good or bad, and what must be answered. */
export interface MixedRequest {
  readonly kind: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly statusCode: 200 | 400;
  /** Of a 200: one of these. */
  readonly statuses: readonly string[];
}

/** Of a hundred requests this many are of each kind. */
const SHARES: readonly (readonly [kind: string, share: number])[] = [
  ['two faces', 15],
  ['the same face twice', 5],
  ['nobody', 30],
  ['no picture', 30],
  ['a missing part', 7],
  ['an empty part', 7],
  ['a cut body', 6],
];

/** Makes requests of all kinds, drawn by the given numbers. */
export async function mixedInput(): Promise<(random: Random) => MixedRequest> {
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
  return (random) => {
    let ticket = random.below(100);
    for (const [kind, share] of SHARES) {
      if (ticket < share) return make[kind]!(random);
      ticket -= share;
    }
    throw new Error('The shares do not add up to 100.');
  };
}
