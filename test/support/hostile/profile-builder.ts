/** A tag of a colour profile: its bytes, type included, or the name of another tag whose bytes it shares. */
export type ProfileTag = Buffer | string;

export interface ProfileSpec {
  /** Four letters each; default a display's RGB profile. */
  readonly space?: string;
  readonly kind?: string;
  readonly connection?: string;
  /** 2 or 4. */
  readonly version?: number;
  readonly tags: Readonly<Record<string, ProfileTag>>;
}

const HEADER = 128;

/** Returns a colour profile (ICC.1:2022) with these tags, each beginning at a multiple of 4 bytes. */
export function buildProfile({
  space = 'RGB ',
  kind = 'mntr',
  connection = 'XYZ ',
  version = 2,
  tags,
}: ProfileSpec): Buffer {
  const names = Object.keys(tags);
  const table = Buffer.alloc(4 + 12 * names.length);
  table.writeUInt32BE(names.length, 0);
  const parts: Buffer[] = [];
  const places = new Map<string, readonly [at: number, size: number]>();
  let at = HEADER + table.length;
  for (const [name, bytes] of Object.entries(tags)) {
    if (typeof bytes === 'string') continue;
    places.set(name, [at, bytes.length]);
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
    parts.push(padded);
    at += padded.length;
  }
  names.forEach((name, i) => {
    const given = tags[name]!;
    const [start, size] = places.get(typeof given === 'string' ? given : name)!;
    table.write(name, 4 + 12 * i, 'latin1');
    table.writeUInt32BE(start, 8 + 12 * i);
    table.writeUInt32BE(size, 12 + 12 * i);
  });
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(at, 0);
  header[8] = version;
  header.write(kind + space + connection, 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  // The illuminant of the connection space, D50.
  header.set(fixed(0.9642, 1, 0.8249), 68);
  return Buffer.concat([header, table, ...parts]);
}

function typed(type: string, ...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(`${type}\0\0\0\0`, 'latin1'), ...parts]);
}

function fixed(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65_536), 4 * i);
  return bytes;
}

export function u16(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries())
    bytes.writeUInt16BE(Math.max(0, Math.min(65_535, Math.round(value))), 2 * i);
  return bytes;
}

export function u32(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
  return bytes;
}

export function xyz(x: number, y: number, z: number): Buffer {
  return typed('XYZ ', fixed(x, y, z));
}

/** A curve of this many entries that follow a power. */
export function curve(entries: number, power: number): Buffer {
  return typed(
    'curv',
    u32([entries]),
    u16(Array.from({ length: entries }, (_, i) => 65_535 * (i / (entries - 1)) ** power)),
  );
}

/** A curve that is a power, written as a single number. */
export function gamma(power: number): Buffer {
  return typed('curv', u32([1]), u16([power * 256]));
}

/** A parametric curve, by default the sRGB curve. */
export function parametric(parameters = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045], kind = 3): Buffer {
  return typed('para', u16([kind, 0]), fixed(...parameters));
}

export interface TableSpec {
  readonly inputs: number;
  readonly outputs: number;
  readonly side: number;
  /** Value of an output, 0 to 1, at a point whose inputs are 0 to 1. */
  readonly value: (inputs: readonly number[], output: number) => number;
}

function grid({ inputs, outputs, side, value }: TableSpec): number[] {
  const values: number[] = [];
  for (let point = 0; point < side ** inputs; point++) {
    const place = Array.from(
      { length: inputs },
      (_, i) => (Math.floor(point / side ** (inputs - 1 - i)) % side) / (side - 1),
    );
    for (let output = 0; output < outputs; output++) values.push(value(place, output));
  }
  return values;
}

/** A look-up table of type mft1 or mft2, with straight curves before and behind it. */
export function lookUpTable(type: 'mft1' | 'mft2', spec: TableSpec): Buffer {
  const head = Buffer.from([spec.inputs, spec.outputs, spec.side, 0]);
  const matrix = fixed(1, 0, 0, 0, 1, 0, 0, 0, 1);
  if (type === 'mft1') {
    const straight = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const curves = (count: number) => Buffer.concat(Array<Buffer>(count).fill(straight));
    const points = Buffer.from(grid(spec).map((value) => Math.round(255 * value)));
    return typed('mft1', head, matrix, curves(spec.inputs), points, curves(spec.outputs));
  }
  const curves = (count: number) => u16(Array<number[]>(count).fill([0, 65_535]).flat());
  const points = u16(grid(spec).map((value) => 65_535 * value));
  return typed('mft2', head, matrix, u16([2, 2]), curves(spec.inputs), points, curves(spec.outputs));
}

/** A look-up table of type mAB: `a` curves, table of 16 bits, `m` curves, matrix, `b` curves. */
export function stagedTable(spec: TableSpec): Buffer {
  const straight = (count: number) => Buffer.concat(Array<Buffer>(count).fill(parametric([1], 0)));
  const a = straight(spec.inputs);
  const sides = Buffer.alloc(20);
  sides.fill(spec.side, 0, spec.inputs);
  sides[16] = 2;
  const points = Buffer.concat([sides, u16(grid(spec).map((value) => 65_535 * value))]);
  const table = Buffer.concat([points, Buffer.alloc(-points.length & 3)]);
  const m = straight(spec.outputs);
  const matrix = fixed(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);
  const aAt = 32;
  const tableAt = aAt + a.length;
  const mAt = tableAt + table.length;
  const matrixAt = mAt + m.length;
  const bAt = matrixAt + matrix.length;
  const head = Buffer.concat([Buffer.from([spec.inputs, spec.outputs, 0, 0]), u32([bAt, matrixAt, mAt, tableAt, aAt])]);
  return typed('mAB ', head, a, table, m, matrix, straight(spec.outputs));
}

export interface ChainSpec {
  readonly channels: number;
  readonly outputs: number;
  /** How many stages the chain lists. */
  readonly stages: number;
  /** Side of a table that a stage holds, 0 for matrices. */
  readonly side: number;
  /** Whether all positions point at the same bytes. */
  readonly isShared: boolean;
}

/** A tag of multi-process elements: a chain of stages that may all be the same bytes. */
export function chain({ channels, outputs, stages, side, isShared }: ChainSpec): Buffer {
  const count = stages + 1;
  const head = Buffer.concat([u16([channels, outputs]), u32([count])]);
  const stage = side === 0 ? matrixStage(channels, channels) : tableStage(channels, side);
  const last = matrixStage(channels, outputs);
  const first = 8 + head.length + 8 * count;
  const lastAt = first + (isShared ? 1 : stages) * stage.length;
  const positions = Array.from({ length: stages }, (_, i) =>
    u32([first + (isShared ? 0 : i * stage.length), stage.length]),
  );
  const bodies = isShared ? [stage] : Array<Buffer>(stages).fill(stage);
  return typed('mpet', head, ...positions, u32([lastAt, last.length]), ...bodies, last);
}

/** A matrix of floats that keeps its inputs. */
function matrixStage(inputs: number, outputs: number): Buffer {
  const values = Buffer.alloc(4 * (inputs * outputs + outputs));
  for (let i = 0; i < Math.min(inputs, outputs); i++) values.writeFloatBE(1, 4 * (i * inputs + i));
  return typed('matf', u16([inputs, outputs]), values);
}

function tableStage(channels: number, side: number): Buffer {
  const sides = Buffer.alloc(16);
  sides.fill(side, 0, channels);
  return typed('clut', u16([channels, channels]), sides, Buffer.alloc(4 * channels * side ** channels));
}

/** Matrix and curves of sRGB, or of other primaries (three columns of XYZ at D50). */
export function matrixTags(
  curveTag: Buffer,
  primaries = [
    [0.4361, 0.2225, 0.0139],
    [0.3851, 0.7169, 0.0971],
    [0.1431, 0.0606, 0.7141],
  ],
): Record<string, ProfileTag> {
  const [red, green, blue] = primaries.map(([x, y, z]) => xyz(x!, y!, z!));
  return {
    desc: typed('desc', u32([2]), Buffer.from('p\0', 'latin1'), Buffer.alloc(78)),
    wtpt: xyz(0.9642, 1, 0.8249),
    rXYZ: red!,
    gXYZ: green!,
    bXYZ: blue!,
    rTRC: curveTag,
    gTRC: 'rTRC',
    bTRC: 'rTRC',
  };
}
