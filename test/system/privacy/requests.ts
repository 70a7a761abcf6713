import { PICTURE_FIELDS } from '../../../lambda/contract/fields.ts';
import { analysePicture } from '../../../lambda/face/analyse-picture.ts';
import { loadPack } from '../../../lambda/face/load-pack.ts';
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import { Stopwatch } from '../../../lambda/face/stopwatch.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import type { ProxyRequest } from '../../support/events.ts';
import { filePart, multipartBody, multipartType, textPart } from '../../support/multipart.ts';
import { goodClaims, testKey, token } from '../../support/tokens.ts';
import { compareEvent } from '../image/image-harness.ts';
import { type CanaryPicture, canaryText } from './canary-pictures.ts';
import type { Secrets } from './leak-detector.ts';

/** A request, and the secrets that its processing must not leak. */
export interface SecretRequest {
  readonly event: ReturnType<typeof compareEvent>;
  readonly secrets: Secrets;
}

const random = seededRandom(4711);
const FILE_NAMES = PICTURE_FIELDS.map((_, i) => `${canaryText(random, `file-name-${i}`)}.jpg`);
const REMARK = canaryText(random, 'remark');
const QUERY = canaryText(random, 'query');
const AGENT = canaryText(random, 'user-agent');
const SUBJECT = canaryText(random, 'subject');
const TOKEN = token(testKey('ES256', 'key'), {
  ...goodClaims('https://issuer.example', 'api'),
  sub: SUBJECT,
  jti: SUBJECT,
});

type Seen = { readonly bytes: Secrets['bytes']; readonly embeddings: Float32Array[]; readonly places: number[][] };

/** The key of requests that may be repeated. */
export const IDEMPOTENCY_KEY = canaryText(random, 'key-of-retries');

/** Makes requests from images, and uses the models themselves to find out which secrets a test must look for. */
export async function secretRequests() {
  const pack = await loadPack({ modelsDir: MODELS_DIR });
  const known = new Map<CanaryPicture, Seen>();

  const see = async (picture: CanaryPicture): Promise<Seen> => {
    const before = known.get(picture);
    if (before !== undefined) return before;
    const decoded = await decodePicture(picture.bytes).catch(() => null);
    const { analysis, embeddings } = await analysePicture(pack.analyser, picture.bytes, new Stopwatch());
    const seen: Seen = {
      bytes: {
        upload: picture.bytes,
        ...(decoded === null ? {} : { pixels: decoded.data, red: decoded.data.filter((_, i) => i % 3 === 0) }),
      },
      embeddings: embeddings.filter((embedding) => embedding !== null),
      places: analysis.faces.flatMap(({ box, landmarks }) => [[...box], landmarks.flat()]),
    };
    known.set(picture, seen);
    return seen;
  };

  const found = new Map<string, Secrets>();
  /** Returns the same object for the same images. */
  const secretsOf = async (pictures: readonly [CanaryPicture, CanaryPicture]): Promise<Secrets> => {
    const key = pictures.map((picture) => [...known.keys()].indexOf(picture)).join();
    const before = found.get(key);
    if (before !== undefined && !key.includes('-1')) return before;
    const [first, second] = [await see(pictures[0]), await see(pictures[1])];
    const named = (of: object, which: string) =>
      Object.fromEntries(Object.entries(of).map(([name, value]) => [`${name} of ${which}`, value]));
    const secrets: Secrets = {
      bytes: { ...named(first.bytes, 'first'), ...named(second.bytes, 'second') },
      texts: {
        ...named(pictures[0].texts, 'first'),
        ...named(pictures[1].texts, 'second'),
        ...{ 'idempotency key': IDEMPOTENCY_KEY },
        ...{ token: TOKEN, subject: SUBJECT, remark: REMARK, query: QUERY, agent: AGENT },
        ...{ 'first file name': FILE_NAMES[0]!, 'second file name': FILE_NAMES[1]! },
      },
      embeddings: [...first.embeddings, ...second.embeddings],
      places: [...first.places, ...second.places],
    };
    found.set(pictures.map((picture) => [...known.keys()].indexOf(picture)).join(), secrets);
    return secrets;
  };

  /** @param change a change of the request: a header, a route, another body */
  const request = async (
    pictures: readonly [CanaryPicture, CanaryPicture],
    change: ProxyRequest = {},
  ): Promise<SecretRequest> => {
    const parts = pictures.map(({ bytes }, i) => filePart(PICTURE_FIELDS[i]!, bytes, FILE_NAMES[i]!));
    const event = compareEvent([], {
      body: multipartBody([...parts, textPart(REMARK, REMARK)]),
      ...change,
      query: { remark: QUERY, ...change.query },
      headers: {
        'Content-Type': multipartType(),
        Authorization: `Bearer ${TOKEN}`,
        'User-Agent': AGENT,
        ...change.headers,
      },
    });
    return { event, secrets: await secretsOf(pictures) };
  };
  return { request, release: () => pack.release() };
}
