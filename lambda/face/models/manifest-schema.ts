/**
 * The shape of the entries of `manifest.json`. `layers/models/check-manifest.ts` checks it where models are fetched and the image is assembled.
 * The functions import the types only: the check would add 14 kB to the bundle and 5 ms to each start.
 */
import * as v from 'valibot';

// The message of each schema is the end of "expected ...".
export const Text = v.pipe(v.string(), v.regex(/\S/, 'a text'));
const Count = v.pipe(v.number(), v.safeInteger('a whole number'), v.minValue(1));
const FiniteNumber = v.pipe(v.number(), v.finite());
const PositiveNumber = v.pipe(FiniteNumber, v.gtValue(0));
const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, '64 hex digits'));
const Sha384 = v.pipe(v.string(), v.regex(/^[0-9a-f]{96}$/, '96 hex digits'));
const JsonFile = v.pipe(v.string(), v.regex(/^(?!.*\.\.)[\w./-]+\.json$/, 'a .json file beside the manifest'));

const PinnedFileSchema = v.object({
  file: v.pipe(v.string(), v.regex(/^[\w.-]+\.onnx$/, 'the name of an .onnx file')),
  bytes: Count,
  sha256: Sha256,
});

const PublishedFileSchema = v.pipe(
  v.object({
    url: v.pipe(v.string(), v.regex(/^https?:\/\/\S+\/[\w.-]+$/, 'the address of a file')),
    bytes: Count,
    sha256: v.optional(Sha256),
    sha384: v.optional(Sha384),
  }),
  v.check(
    ({ sha256, sha384 }) => (sha256 === undefined) !== (sha384 === undefined),
    ({ input: { url } }) => `either sha256 or sha384 of ${url}`,
  ),
);

/** Returns how many published files make a model: OpenVINO has a file of operations and one of weights. */
function filesOf(conversion: { readonly from: string } | null): number {
  return conversion?.from === 'openvino-ir' ? 2 : 1;
}

const SourceSchema = v.pipe(
  v.object({
    publisher: Text,
    /** Empty where nobody offers the model; one ONNX file, or what `conversion` makes one of (`rewrittenFrom` first). */
    files: v.array(PublishedFileSchema),
    /** How published files become ONNX. `graph` is the name of the graph in the result. */
    conversion: v.nullable(v.object({ from: v.picklist(['openvino-ir', 'tensorflow-graph']), graph: Text })),
  }),
  v.check(
    ({ files, conversion }) => (conversion === null && files.length === 0) || files.length === filesOf(conversion),
    ({ input: { conversion } }) => `${filesOf(conversion)} published files`,
  ),
);

const InputSchema = v.object({
  name: Text,
  /** Width and height in pixels; absent where the model takes any. */
  size: v.optional(Count),
  channels: v.picklist(['RGB', 'BGR']),
  mean: FiniteNumber,
  scale: PositiveNumber,
});

export const ModelSchema = v.object({
  name: Text,
  role: v.picklist(['detector', 'embedder', 'quality']),
  /** The publisher's, for people. */
  version: Text,
  /** The ONNX file that is loaded. Whether it was converted here or elsewhere, it has the same bytes. */
  ...PinnedFileSchema.entries,
  /** Absent, or the ONNX file of which `file` is made: the same computation, written faster. */
  rewrittenFrom: v.optional(PinnedFileSchema),
  /** `conflict`: why the licence is in dispute; anyone who deploys the model is warned. */
  licence: v.object({ spdx: Text, holder: Text, note: v.optional(v.string()), conflict: v.optional(Text) }),
  /** What it learned from, and what is said of the licence of that. The packs of research-models.ts depend on `researchOnly`. */
  trainingData: v.object({ name: Text, terms: Text, researchOnly: v.boolean() }),
  source: SourceSchema,
  input: InputSchema,
  output: v.optional(v.object({ name: Text, length: Count })),
  /** Of an embedder: how its embeddings get into a balanced space; see readProjection. Relative to the manifest. */
  projection: v.optional(v.object({ file: JsonFile, sha256: Sha256 })),
  /** What projections have replaced. Ignoring it would compare embeddings in another space than they were measured in. */
  centre: v.optional(v.undefined('a projection instead, which `npm run calibrate -- --projection` makes,')),
});

export const PackSchema = v.object({
  detector: Text,
  quality: Text,
  /** Several embeddings are L2-normalised, weighted, joined and normalised again. */
  embedders: v.pipe(
    v.array(v.object({ model: Text, weight: PositiveNumber })),
    v.minLength(1, 'at least one'),
    v.check((embedders) => new Set(embedders.map(({ model }) => model)).size === embedders.length, 'each model once'),
  ),
  /** Relative to the manifest. */
  calibration: JsonFile,
});

type DeepReadonly<T> = { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

/** A file next to the manifest and what it must be. */
export type PinnedFile = DeepReadonly<v.InferOutput<typeof PinnedFileSchema>>;
/** A file as its publisher offers it, pinned by one of two checksums. */
export type PublishedFile = DeepReadonly<v.InferOutput<typeof PublishedFileSchema>>;
/** How a model wants its pixels: `(value - mean) * scale` for values 0..255, planes in the order of `channels`. */
export type ModelInput = DeepReadonly<v.InferOutput<typeof InputSchema>>;
export type ModelEntry = DeepReadonly<v.InferOutput<typeof ModelSchema>>;
/** A set of models that makes an engine, with the calibration measured on exactly this set. */
export type Pack = DeepReadonly<v.InferOutput<typeof PackSchema>>;
export interface Manifest {
  readonly models: readonly ModelEntry[];
  readonly packs: Readonly<Record<string, Pack>>;
}
