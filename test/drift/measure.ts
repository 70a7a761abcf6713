import type { Landmarks, Point } from '../../lambda/face/picture/pixels/geometry.ts';
import { COSINES, CROPS, FACES, FILES, readInput } from './drawn-inputs.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';
import type { Pipeline } from './pipeline.ts';

/** What each step makes of its fixed input. Written as strings and numbers only, so that the file stays short. */
export interface Measurement {
  /** The drawn faces themselves: when these move, the inputs changed and not the pipeline. */
  readonly drawing: Readonly<Record<string, Fingerprint>>;
  readonly decode: Readonly<Record<string, Fingerprint>>;
  readonly detect: Readonly<Record<string, DetectMeasurement>>;
  readonly align: Readonly<Record<string, { readonly embedder: Fingerprint; readonly quality: Fingerprint }>>;
  readonly embed: Readonly<Record<string, { readonly embedding: string; readonly quality: number }>>;
  /** By cosine. */
  readonly calibrate: Readonly<Record<string, { readonly similarity: number; readonly falseMatchRate: number }>>;
}

interface DetectMeasurement {
  readonly scaled: Fingerprint;
  readonly score: number;
  /** "x y" of each, separated by commas; empty without a face. */
  readonly landmarks: string;
}

/** Side that the faces are scaled to for the detector's view of them. */
const VIEW = 100;

/**
 * Runs each step on its own input.
 *
 * @param landmarks input of the alignment, by face: those on record, so that a detector that moved does not move the crops;
 *   `null` takes the detector's, when the record is made
 */
export async function measure(
  pipeline: Pipeline,
  landmarks: Readonly<Record<string, Landmarks>> | null,
): Promise<Measurement> {
  const drawing: Record<string, Fingerprint> = {};
  const decode: Record<string, Fingerprint> = {};
  const detect: Record<string, DetectMeasurement> = {};
  const align: Record<string, { embedder: Fingerprint; quality: Fingerprint }> = {};
  const embed: Record<string, { embedding: string; quality: number }> = {};
  const calibrate: Record<string, { similarity: number; falseMatchRate: number }> = {};
  for (const file of FILES) decode[file] = fingerprint(await pipeline.decode(await readInput(file)));
  for (const [name, picture] of Object.entries(FACES)) {
    drawing[name] = fingerprint(picture);
    const face = await pipeline.detect(picture);
    detect[name] = {
      scaled: fingerprint(await pipeline.scale(picture, VIEW, VIEW)),
      score: rounded(face?.score ?? 0, 4),
      landmarks: face === null ? '' : writeLandmarks(face.landmarks),
    };
    const crops = pipeline.align(picture, landmarks?.[name] ?? readLandmarks(detect[name].landmarks));
    align[name] = { embedder: fingerprint(crops.embedder), quality: fingerprint(crops.quality) };
  }
  for (const [name, crop] of Object.entries(CROPS)) {
    drawing[name] = fingerprint(crop.embedder);
    const embedding = writeEmbedding(await pipeline.embed(crop.embedder));
    embed[name] = { embedding, quality: rounded(await pipeline.quality(crop.quality), 5) };
  }
  for (const cosine of COSINES) {
    const { similarity, falseMatchRate } = pipeline.calibrate(cosine);
    calibrate[cosine] = { similarity: rounded(similarity, 6), falseMatchRate: Number(falseMatchRate.toPrecision(6)) };
  }
  return { drawing, decode, detect, align, embed, calibrate };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function writeLandmarks(landmarks: Landmarks): string {
  return landmarks.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join(', ');
}

/**
 * Returns the landmarks on record.
 *
 * @throws Error when there are not five points
 */
export function readLandmarks(text: string): Landmarks {
  const numbers = text.split(/,? /).map(Number);
  if (numbers.length !== 10 || !numbers.every(Number.isFinite)) throw new Error(`Expected five points: ${text}`);
  const point = (k: number): Point => [numbers[2 * k]!, numbers[2 * k + 1]!];
  return [point(0), point(1), point(2), point(3), point(4)];
}

/** Sixteen bits a value, base64: of drawn faces only. */
function writeEmbedding(embedding: Float32Array): string {
  return Buffer.from(Int16Array.from(embedding, (value) => Math.round(32767 * value)).buffer).toString('base64');
}

export function readEmbedding(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(2 * i) / 32767);
}
