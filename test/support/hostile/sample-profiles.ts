import {
  buildProfile,
  curve,
  gamma,
  lookUpTable,
  matrixTags,
  type ProfileTag,
  parametric,
  stagedTable,
  type TableSpec,
  xyz,
} from './profile-builder.ts';

export interface SampleProfile {
  readonly name: string;
  readonly space: 'RGB' | 'grey' | 'CMYK';
  readonly bytes: Buffer;
}

/** Lab from red, green and blue, near enough to colours that each table changes the pixels. */
const RGB_TO_LAB: Pick<TableSpec, 'outputs' | 'value'> = {
  outputs: 3,
  value: ([red, green, blue], output) =>
    [0.9 * (0.3 * red! + 0.6 * green! + 0.1 * blue!), 0.5 + 0.2 * (red! - green!), 0.5 + 0.2 * (green! - blue!)][
      output
    ]!,
};
const CMYK_TO_LAB: Pick<TableSpec, 'outputs' | 'value'> = {
  outputs: 3,
  value: ([cyan, magenta, yellow, black], output) =>
    RGB_TO_LAB.value(
      [cyan, magenta, yellow].map((ink) => (1 - ink!) * (1 - black!)),
      output,
    ),
};

const ADOBE = [
  [0.6097, 0.3111, 0.0195],
  [0.2053, 0.6257, 0.0609],
  [0.1492, 0.0632, 0.7446],
];
const DISPLAY_P3 = [
  [0.5151, 0.2412, -0.0011],
  [0.292, 0.6922, 0.0419],
  [0.1571, 0.0666, 0.7841],
];
const PROPHOTO = [
  [0.7977, 0.288, 0],
  [0.1352, 0.7119, 0],
  [0.0313, 0.0001, 0.8249],
];

/** Profiles of the kinds that cameras, phones, displays, scanners, programs and presses write. */
export function sampleProfiles(): readonly SampleProfile[] {
  const display = (tags: Record<string, ProfileTag>, version: 2 | 4 = 2) => buildProfile({ version, tags });
  const scanner = (table: Buffer, version: 2 | 4 = 2) =>
    buildProfile({ kind: 'scnr', connection: 'Lab ', version, tags: { wtpt: xyz(0.9642, 1, 0.8249), A2B0: table } });
  const press = (table: Buffer, version: 2 | 4 = 2) =>
    buildProfile({
      ...{ kind: 'prtr', space: 'CMYK', connection: 'Lab ', version },
      tags: {
        wtpt: xyz(0.9642, 1, 0.8249),
        A2B0: table,
        A2B1: 'A2B0',
        A2B2: 'A2B0',
        B2A0: table,
        B2A1: Buffer.from(table),
      },
    });
  const grey = (kTRC: Buffer) => buildProfile({ space: 'GRAY', tags: { wtpt: xyz(0.9642, 1, 0.8249), kTRC } });
  const rgb = { inputs: 3, ...RGB_TO_LAB };
  const cmyk = { inputs: 4, ...CMYK_TO_LAB };
  return [
    { name: 'display, curve of 1,024 entries', space: 'RGB', bytes: display(matrixTags(curve(1024, 2.2))) },
    { name: 'sRGB, version 4, parametric curve', space: 'RGB', bytes: display(matrixTags(parametric()), 4) },
    { name: 'Display P3', space: 'RGB', bytes: display(matrixTags(parametric(), DISPLAY_P3), 4) },
    { name: 'Adobe RGB', space: 'RGB', bytes: display(matrixTags(gamma(2.2), ADOBE)) },
    { name: 'ProPhoto', space: 'RGB', bytes: display(matrixTags(gamma(1.8), PROPHOTO)) },
    { name: 'scanner, table of 8 bits', space: 'RGB', bytes: scanner(lookUpTable('mft1', { ...rgb, side: 17 })) },
    { name: 'scanner, table of 16 bits', space: 'RGB', bytes: scanner(lookUpTable('mft2', { ...rgb, side: 33 })) },
    { name: 'scanner, version 4, stages', space: 'RGB', bytes: scanner(stagedTable({ ...rgb, side: 17 }), 4) },
    { name: 'grey, one exponent', space: 'grey', bytes: grey(gamma(1.8)) },
    { name: 'grey, curve of 256 entries', space: 'grey', bytes: grey(curve(256, 3)) },
    { name: 'press, table of 8 bits', space: 'CMYK', bytes: press(lookUpTable('mft1', { ...cmyk, side: 9 })) },
    { name: 'press, table of 16 bits', space: 'CMYK', bytes: press(lookUpTable('mft2', { ...cmyk, side: 17 })) },
    { name: 'press, version 4, stages', space: 'CMYK', bytes: press(stagedTable({ ...cmyk, side: 9 }), 4) },
  ];
}
