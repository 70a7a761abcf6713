import { createHash } from 'node:crypto';
import { chmodSync, closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import type { PictureAnalysis } from '../../../lambda/face/comparison.ts';
import type { ModelEntry, Pack } from '../../../lambda/face/models/manifest.ts';

/**
 * Analyses of photos kept on disk, so that a run that was stopped goes on where it was, and the next one starts with what is
 * known. Embeddings are personal data: the folder and the file are for their owner only, and files of the same pack made by
 * other models or another pipeline are deleted.
 */
export interface EmbeddingCache {
  /** @param sha256 of the photo's bytes, hex */
  get(sha256: string): AnalysedPicture | undefined;
  /** Returns when the analysis is handed to the operating system: what was analysed survives a kill. */
  add(sha256: string, analysed: AnalysedPicture): void;
  close(): void;
}

/** One line of the file, JSON; embeddings are little-endian float32 in base64. */
interface CacheLine {
  readonly photo: string;
  readonly analysis: PictureAnalysis;
  readonly embeddings: readonly (string | null)[];
}

/**
 * What analyses depend on besides the photo: the pipeline, each model with its pre-processing, and their weights. Embeddings are
 * kept as the models give them, so that they outlive a new projection.
 */
export function cacheKey(pipeline: string, pack: Pack, models: readonly ModelEntry[]): string {
  const parts = [
    pipeline,
    pack.embedders,
    models.map(({ name, sha256, input, output }) => [name, sha256, input, output]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/**
 * Opens the cache of a pack.
 *
 * @param dir made with mode 0700 when it is not there
 * @param key see cacheKey
 */
export async function openEmbeddingCache(dir: string, pack: string, key: string): Promise<EmbeddingCache> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const name = `${pack}@${key}.jsonl`;
  for (const other of await readdir(dir)) {
    if (other.startsWith(`${pack}@`) && other !== name) await rm(join(dir, other));
  }
  const path = join(dir, name);
  const file = openSync(path, 'a', 0o600);
  chmodSync(path, 0o600);
  const known = await readLines(path);
  // A line that a kill cut off must not swallow the next one.
  writeSync(file, '\n');
  return {
    get: (sha256) => known.get(sha256),
    add(sha256, analysed) {
      known.set(sha256, analysed);
      // One write of one line to a file opened for appending: two runs at once do not mix.
      writeSync(file, `${JSON.stringify(toLine(sha256, analysed))}\n`);
    },
    close: () => closeSync(file),
  };
}

function toLine(photo: string, { analysis, embeddings }: AnalysedPicture): CacheLine {
  return {
    photo,
    analysis,
    embeddings: embeddings.map((embedding) => (embedding === null ? null : toBase64(embedding))),
  };
}

async function readLines(path: string): Promise<Map<string, AnalysedPicture>> {
  const known = new Map<string, AnalysedPicture>();
  for await (const text of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    const line = parse(text);
    if (line === null) continue;
    known.set(line.photo, {
      analysis: line.analysis,
      embeddings: line.embeddings.map((embedding) => (embedding === null ? null : fromBase64(embedding))),
    });
  }
  return known;
}

/** @returns `null` for an empty line and for one that a kill cut off */
function parse(text: string): CacheLine | null {
  if (text === '') return null;
  try {
    return JSON.parse(text) as CacheLine;
  } catch {
    return null;
  }
}

function toBase64(embedding: Float32Array): string {
  return Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength).toString('base64');
}

function fromBase64(text: string): Float32Array {
  // Copied, because a pooled buffer may start at an odd address.
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}
