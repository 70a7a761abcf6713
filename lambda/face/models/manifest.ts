/** The set of models that is used where none is named. */
export const DEFAULT_PACK = 'retail-0095';

/** Width and height in pixels of the crop that a quality model must take. The measures know their places in it by pixel. */
export const QUALITY_CROP_SIZE = 96;

/** How a model wants its pixels: `(value - mean) * scale` for values 0..255, planes in the order of `channels`. */
export interface ModelInput {
  readonly name: string;
  /** Width and height in pixels; absent where the model takes any. */
  readonly size?: number;
  readonly channels: 'RGB' | 'BGR';
  readonly mean: number;
  readonly scale: number;
}

/** A file as its publisher offers it, pinned by one of two checksums. */
export interface PublishedFile {
  readonly url: string;
  readonly bytes: number;
  readonly sha256?: string;
  readonly sha384?: string;
}

/** A file beside the manifest and what it must be. */
export interface PinnedFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** How published files become ONNX; `graph` is what the graph is called in the result. */
export interface Conversion {
  readonly from: 'openvino-ir' | 'tensorflow-graph';
  readonly graph: string;
}

export interface ModelEntry {
  readonly name: string;
  readonly role: 'detector' | 'embedder' | 'quality';
  /** The publisher's, for people. */
  readonly version: string;
  /** The ONNX file that is loaded; whether it was converted here or elsewhere, it has the same bytes. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Absent, or the ONNX file of which `file` is made: the same computation, written faster. */
  readonly rewrittenFrom?: PinnedFile;
  /** `conflict`: why the licence is in dispute; whoever deploys the model is warned. */
  readonly licence: {
    readonly spdx: string;
    readonly holder: string;
    readonly note: string;
    readonly conflict?: string;
  };
  /** `files`: empty where nobody offers the model; one ONNX file, or what `conversion` makes one of (`rewrittenFrom` first). */
  readonly source: {
    readonly publisher: string;
    readonly files: readonly PublishedFile[];
    readonly conversion: Conversion | null;
  };
  readonly input: ModelInput;
  readonly output?: { readonly name: string; readonly length: number };
  /** Of an embedder: the mean of its embeddings, to be subtracted; see readCentre. Relative to the manifest. */
  readonly centre?: { readonly file: string; readonly sha256: string };
}

/** A set of models that makes an engine, with the calibration measured on exactly this set. */
export interface Pack {
  readonly detector: string;
  readonly quality: string;
  /** Several embeddings are L2-normalised, weighted, joined and normalised again. */
  readonly embedders: readonly { readonly model: string; readonly weight: number }[];
  /** Relative to the manifest. */
  readonly calibration: string;
}

export interface Manifest {
  readonly models: readonly ModelEntry[];
  readonly packs: Readonly<Record<string, Pack>>;
}

/**
 * The entry of a model in a manifest.
 *
 * @throws Error when there is no model of that name
 */
export function modelEntry(manifest: Manifest, name: string): ModelEntry {
  const entry = manifest.models.find((model) => model.name === name);
  if (entry === undefined) throw new Error(`There is no model ${name} in the manifest`);
  return entry;
}

/** Name and first 8 hex digits of the sha256 of a model: "yunet-n@104ee26c". */
export function modelVersion({ name, sha256 }: ModelEntry): string {
  return `${name}@${sha256.slice(0, 8)}`;
}

/**
 * A pack and the names of all its models, detector first.
 *
 * @throws Error naming the known packs
 */
export function packModels(manifest: Manifest, name: string): { pack: Pack; models: ModelEntry[] } {
  const pack = Object.hasOwn(manifest.packs, name) ? manifest.packs[name] : undefined;
  if (pack === undefined) {
    throw new Error(`Expected one of ${Object.keys(manifest.packs).join(', ')} for pack but received ${name}`);
  }
  const names = [pack.detector, ...pack.embedders.map((embedder) => embedder.model), pack.quality];
  return { pack, models: names.map((model) => modelEntry(manifest, model)) };
}
