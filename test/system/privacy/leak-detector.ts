import { createHash } from 'node:crypto';
import { decodings, floatsIn, numbersIn } from './encodings.ts';

/** What must not get out of the functions, of one request. */
export interface Secrets {
  /** By name: uploads, decoded pixels. Any 32 bytes in a row are a leak, unless they are as good as constant. */
  readonly bytes: Readonly<Record<string, Uint8Array>>;
  /** Texts such as file names, metadata, tokens; any 12 characters of the longer ones are a leak. */
  readonly texts: Readonly<Record<string, string>>;
  /** Embeddings; any 6 values in a row are a leak, also when all are multiplied by one factor. */
  readonly embeddings: readonly Float32Array[];
  /** Landmarks and boxes as x, y, x, y, …, pixels; any 4 numbers in a row are a leak, rounded or not. */
  readonly places: readonly (readonly number[])[];
}

export interface Finding {
  /** Where: "stdout", "response", "/tmp/x", … */
  readonly channel: string;
  /** What: the name of the secret. */
  readonly secret: string;
  /** How it was written. */
  readonly encoding: string;
}

const WINDOW = 32;
/** Any window of 32 bytes holds a whole block of 16 that begins at a multiple of 16. */
const BLOCK = 16;
/** A block with fewer different bytes is padding, a table or one colour, which other files have too. */
const MIN_DISTINCT = 8;
const TEXT_WINDOW = 12;
const EMBEDDING_RUN = 6;
const PLACES_RUN = 4;

/** Finds the secrets of requests in what the functions let out. */
export class LeakDetector {
  readonly #secrets: Secrets;
  readonly #blocks = new Map<string, { readonly name: string; readonly source: Buffer; readonly at: number }[]>();
  readonly #pieces = new Map<string, string>();

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
    for (const [name, bytes] of Object.entries(secrets.bytes)) {
      const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.#index(name, source);
      // What becomes of bytes that somebody takes for text.
      this.#index(`${name} as text`, Buffer.from(source.toString('utf8'), 'utf8'));
      for (const digest of digestsOf(source)) this.#pieces.set(digest, `digest of ${name}`);
    }
    for (const [name, text] of Object.entries(secrets.texts)) {
      const lower = text.toLowerCase();
      if (lower.length < TEXT_WINDOW) this.#pieces.set(lower, name);
      for (let at = 0; at + TEXT_WINDOW <= lower.length; at++)
        this.#pieces.set(lower.slice(at, at + TEXT_WINDOW), name);
    }
  }

  /** @param places whether landmarks and boxes are a leak here: callers may ask for them */
  scan(channel: string, output: Buffer, { places = true }: { places?: boolean } = {}): Finding[] {
    const found = new Map<string, Finding>();
    const add = (secret: string | null, encoding: string): void => {
      if (secret !== null) found.set(`${secret} ${encoding}`, { channel, secret, encoding });
    };
    for (const { encoding, bytes } of decodings(output)) {
      for (const name of this.#bytesIn(bytes)) add(name, encoding);
      const text = bytes.toString('latin1').toLowerCase();
      for (const name of this.#textsIn(text)) add(name, encoding);
      for (const numbers of numbersIn(text)) {
        add(this.#embeddingIn(numbers), `${encoding}, decimal numbers`);
        if (places) add(this.#placesIn(numbers), `${encoding}, decimal numbers`);
      }
      for (const numbers of floatsIn(bytes)) {
        add(this.#embeddingIn(numbers), `${encoding}, floats`);
        const pixels = Buffer.from(numbers.map((value) => (Number.isInteger(value) ? value : 0)));
        for (const name of this.#bytesIn(pixels)) add(name, `${encoding}, floats`);
      }
    }
    return [...found.values()];
  }

  #index(name: string, source: Buffer): void {
    for (let at = 0; at + BLOCK <= source.length; at += BLOCK) {
      if (!isDistinctive(source, at)) continue;
      const key = source.toString('latin1', at, at + BLOCK);
      const places = this.#blocks.get(key) ?? [];
      if (places.length === 0) this.#blocks.set(key, places);
      if (places.length < 8) places.push({ name, source, at });
    }
  }

  #bytesIn(bytes: Buffer): Set<string> {
    const names = new Set<string>();
    const text = bytes.toString('latin1');
    for (let at = 0; at + BLOCK <= text.length; at++) {
      for (const { name, source, at: from } of this.#blocks.get(text.slice(at, at + BLOCK)) ?? []) {
        if (!names.has(name) && commonRun(bytes, at, source, from) >= WINDOW) names.add(name);
      }
    }
    return names;
  }

  #textsIn(text: string): Set<string> {
    const names = new Set<string>();
    for (const [piece, name] of this.#pieces) {
      if (!names.has(name) && text.includes(piece)) names.add(name);
    }
    return names;
  }

  #embeddingIn(numbers: readonly number[]): string | null {
    return this.#secrets.embeddings.some((embedding) => hasRun(numbers, embedding, EMBEDDING_RUN, proportional))
      ? 'embedding'
      : null;
  }

  #placesIn(numbers: readonly number[]): string | null {
    return this.#secrets.places.some((places) => hasRun(numbers, places, PLACES_RUN, rounded)) ? 'landmarks' : null;
  }
}

/** For each byte value the block in which it was seen last. A set for each block would take most of the detector's time. */
const lastSeen = new Float64Array(256);
let blocksSeen = 0;

/** Whether the block at a place has MIN_DISTINCT different bytes. */
function isDistinctive(source: Buffer, at: number): boolean {
  const block = ++blocksSeen;
  let different = 0;
  for (let i = at; i < at + BLOCK; i++) {
    const value = source[i]!;
    if (lastSeen[value] === block) continue;
    lastSeen[value] = block;
    if (++different === MIN_DISTINCT) return true;
  }
  return false;
}

/** How many bytes in a row are the same around a place in each. */
function commonRun(a: Buffer, atA: number, b: Buffer, atB: number): number {
  let before = 0;
  while (atA - before > 0 && atB - before > 0 && a[atA - before - 1] === b[atB - before - 1] && before < WINDOW)
    before++;
  let after = 0;
  while (atA + after < a.length && atB + after < b.length && a[atA + after] === b[atB + after] && after < WINDOW)
    after++;
  return before + after;
}

function digestsOf(bytes: Buffer): string[] {
  return ['md5', 'sha1', 'sha256', 'sha512'].flatMap((kind) => {
    const digest = createHash(kind).update(bytes).digest();
    return [
      digest.toString('hex'),
      digest.toString('base64').toLowerCase(),
      digest.toString('base64url').toLowerCase(),
    ];
  });
}

/** Whether values of the secret from `at` on stand in the numbers from `from` on, every `stride`-th of them. */
type Same = (
  numbers: readonly number[],
  from: number,
  stride: number,
  secret: ArrayLike<number>,
  at: number,
) => boolean;

/** Whether `run` values of the secret stand in the numbers, one after the other or with a key before each. */
function hasRun(numbers: readonly number[], secret: ArrayLike<number>, run: number, same: Same): boolean {
  for (const stride of [1, 2]) {
    for (let from = 0; from + stride * (run - 1) < numbers.length; from++) {
      let i = 0;
      while (i < run && plausible(numbers[from + stride * i]!)) i++;
      for (let at = 0; i === run && at + run <= secret.length; at++) {
        if (same(numbers, from, stride, secret, at)) return true;
      }
    }
  }
  return false;
}

/** Bytes that are no floats look like very large or very small ones. */
function plausible(value: number): boolean {
  return Math.abs(value) > 1e-7 && Math.abs(value) < 1e7;
}

/** Equal but for one factor, to what three decimals of a unit vector keep. */
const proportional: Same = (numbers, from, stride, secret, at) => {
  let largest = 0;
  for (let i = 1; i < EMBEDDING_RUN; i++) {
    if (Math.abs(secret[at + i]!) > Math.abs(secret[at + largest]!)) largest = i;
  }
  const factor = numbers[from + stride * largest]! / secret[at + largest]!;
  for (let i = 0; i < EMBEDDING_RUN; i++) {
    const expected = secret[at + i]!;
    if (!(Math.abs(numbers[from + stride * i]! / factor - expected) <= 0.01 * Math.abs(expected) + 0.0006))
      return false;
  }
  return true;
};

/** Equal to half a pixel and not all near the corner, where small numbers of any kind look alike. */
const rounded: Same = (numbers, from, stride, secret, at) => {
  let far = false;
  for (let i = 0; i < PLACES_RUN; i++) {
    const value = numbers[from + stride * i]!;
    if (!(Math.abs(value - secret[at + i]!) <= 0.51)) return false;
    far ||= value > 40;
  }
  return far;
};
