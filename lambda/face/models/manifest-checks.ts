import {
  type Manifest,
  type ModelEntry,
  type Pack,
  type PinnedFile,
  type PublishedFile,
  QUALITY_CROP_SIZE,
} from './manifest.ts';

const ROLES = ['detector', 'embedder', 'quality'];
const CHANNELS = ['RGB', 'BGR'];
/** How many published files each conversion takes; one that is ONNX already needs none. */
const FILES_OF_CONVERSION: Readonly<Record<string, number>> = { 'openvino-ir': 2, 'tensorflow-graph': 1 };

/** Smallest and largest side of an embedder's crop in pixels: below is no face to recognise, above no memory to spare. */
const CROP_SIZES = [32, 512] as const;

/**
 * Holds a manifest to what the pipeline needs of it.
 *
 * @param manifest as it was parsed: anything may be missing
 * @throws Error naming the entry and what is wrong with it
 */
export function checkManifest(manifest: Manifest): void {
  if (!Array.isArray(manifest?.models)) throw new Error('expected a list of models');
  const names = new Set<string>();
  for (const [i, model] of manifest.models.entries()) {
    const name = isText(model?.name) ? `model ${model.name}` : `model ${i + 1}`;
    checkModel(model, (what) => new Error(`${name}: ${what}`));
    if (names.has(model.name)) throw new Error(`${name}: another model has this name`);
    names.add(model.name);
  }
  for (const [name, pack] of Object.entries(manifest.packs ?? {})) {
    checkPack(pack, manifest, (what) => new Error(`pack ${name}: ${what}`));
  }
}

function checkModel(model: ModelEntry, wrong: (what: string) => Error): void {
  if (!isText(model?.name)) throw wrong('expected a name');
  if (!ROLES.includes(model.role))
    throw wrong(`expected one of ${ROLES.join(', ')} for role but received ${model.role}`);
  if (!isText(model.version)) throw wrong('expected a version');
  checkPinnedFile(model, wrong);
  if (model.rewrittenFrom !== undefined) checkRewriting(model, wrong);
  if (!isText(model.licence?.spdx)) throw wrong('expected an SPDX licence');
  if (!isText(model.licence.holder)) throw wrong('expected the holder of the licence');
  checkSource(model, wrong);
  checkInput(model, wrong);
  if (model.role === 'detector') return;
  if (!isText(model.output?.name)) throw wrong('expected the name of the output');
  if (!isCount(model.output.length))
    throw wrong(`expected the length of the output but received ${model.output.length}`);
  if (model.centre !== undefined) checkCentre(model, wrong);
}

function checkCentre({ centre, role }: ModelEntry, wrong: (what: string) => Error): void {
  if (role !== 'embedder') throw wrong(`expected a centre of embedders only but found one of a ${role}`);
  if (!isFileBeside(centre?.file))
    throw wrong(`expected a .json file beside the manifest for the centre but received ${centre?.file}`);
  if (!isHex(centre?.sha256, 64)) throw wrong('expected sha256 of 64 hex digits for the centre');
}

function isFileBeside(file: unknown): boolean {
  return typeof file === 'string' && /^[\w./-]+\.json$/.test(file) && !file.includes('..');
}

function checkPinnedFile(pinned: PinnedFile, wrong: (what: string) => Error): void {
  if (!/^[\w.-]+\.onnx$/.test(pinned?.file ?? '')) {
    throw wrong(`expected the name of an .onnx file but received ${pinned?.file}`);
  }
  if (!isCount(pinned.bytes)) throw wrong(`expected a number of bytes but received ${pinned.bytes}`);
  if (!isHex(pinned.sha256, 64)) throw wrong('expected sha256 of 64 hex digits');
}

function checkRewriting({ file, rewrittenFrom }: ModelEntry, wrong: (what: string) => Error): void {
  checkPinnedFile(rewrittenFrom!, (what) => wrong(`${what} for rewrittenFrom`));
  if (rewrittenFrom!.file === file) throw wrong(`expected another file than ${file} for rewrittenFrom`);
}

function checkSource({ source }: ModelEntry, wrong: (what: string) => Error): void {
  if (!isText(source?.publisher)) throw wrong('expected a source with a publisher');
  if (!Array.isArray(source.files)) throw wrong('expected a list of files of its source');
  for (const file of source.files) checkFile(file, wrong);
  const from = source.conversion?.from;
  const known = Object.keys(FILES_OF_CONVERSION);
  if (from !== undefined && !known.includes(from)) {
    throw wrong(`expected one of ${known.join(', ')} for conversion but received ${from}`);
  }
  if (from !== undefined && !isText(source.conversion?.graph)) throw wrong('expected the name of the converted graph');
  const expected = from === undefined ? 1 : FILES_OF_CONVERSION[from]!;
  if (source.files.length !== expected && (source.files.length > 0 || from !== undefined)) {
    throw wrong(`expected ${expected} published files but received ${source.files.length}`);
  }
}

function checkFile(file: PublishedFile, wrong: (what: string) => Error): void {
  if (!/^https?:\/\/\S+\/[\w.-]+$/.test(file?.url ?? '')) {
    throw wrong(`expected the address of a published file but received ${file?.url}`);
  }
  if (!isCount(file.bytes)) throw wrong(`expected the bytes of ${file.url} but received ${file.bytes}`);
  const checksums = [isHex(file.sha256, 64), isHex(file.sha384, 96)].filter(Boolean);
  if (checksums.length !== 1) {
    throw wrong(`expected either sha256 of 64 or sha384 of 96 hex digits for ${file.url}`);
  }
}

function checkInput({ input, role }: ModelEntry, wrong: (what: string) => Error): void {
  if (!isText(input?.name)) throw wrong('expected the name of the input');
  const [min, max] = CROP_SIZES;
  const fits = isCount(input.size) && input.size >= min && input.size <= max;
  if (role === 'embedder' && !fits) {
    throw wrong(`expected a size of the input between ${min} and ${max} pixels but received ${input.size}`);
  }
  // The quality measures are taken on the same crop.
  if (role === 'quality' && input.size !== QUALITY_CROP_SIZE) {
    throw wrong(`expected ${QUALITY_CROP_SIZE} pixels for the size of the input but received ${input.size}`);
  }
  if (!CHANNELS.includes(input.channels)) {
    throw wrong(`expected one of ${CHANNELS.join(', ')} for channels but received ${input.channels}`);
  }
  if (!Number.isFinite(input.mean)) throw wrong(`expected a number for mean but received ${input.mean}`);
  if (!(Number.isFinite(input.scale) && input.scale > 0)) {
    throw wrong(`expected a number above 0 for scale but received ${input.scale}`);
  }
}

function checkPack(pack: Pack, manifest: Manifest, wrong: (what: string) => Error): void {
  if (!Array.isArray(pack?.embedders) || pack.embedders.length === 0) throw wrong('expected at least one embedder');
  const repeated = pack.embedders.find(
    ({ model }, i) => pack.embedders.findIndex((other) => other.model === model) < i,
  );
  if (repeated !== undefined) throw wrong(`expected each embedder once but received ${repeated.model} twice`);
  const roles = [
    ['detector', pack.detector],
    ['quality', pack.quality],
    ...pack.embedders.map((embedder) => ['embedder', embedder.model]),
  ] as const;
  for (const [role, model] of roles) {
    if (manifest.models.find((entry) => entry.name === model)?.role !== role) {
      throw wrong(`expected a model of role ${role} but received ${model}`);
    }
  }
  for (const { model, weight } of pack.embedders) {
    if (!(Number.isFinite(weight) && weight > 0)) {
      throw wrong(`expected a weight above 0 for ${model} but received ${weight}`);
    }
  }
  if (!isFileBeside(pack.calibration)) {
    throw wrong(`expected a calibration file beside the manifest but received ${pack.calibration}`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isHex(value: unknown, digits: number): boolean {
  return typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value);
}
