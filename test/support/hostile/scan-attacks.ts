import { buildJpeg, type JpegSpec, jpegSegment, type ScanSpec } from './jpeg-builder.ts';
import { buildPixelTiff, TIFF_FORMS } from './tiff-builder.ts';

export interface ScanAttack {
  readonly name: string;
  readonly bytes: Buffer;
  /** The code of the rejection, or the size of the image. */
  readonly expected: string;
}

const REFUSED = 'InvalidImage';
const [BASELINE, PROGRESSIVE, ARITHMETIC, PROGRESSIVE_ARITHMETIC] = [0xc0, 0xc2, 0xc9, 0xca] as const;
const SIDE = 6304;
const HALVED = [
  [2, 2],
  [1, 1],
  [1, 1],
] as const;
const ALL: ScanSpec = { components: [0, 1, 2] };
const LUMA: ScanSpec = { components: [0], band: [1, 63] };

const made = (given: Partial<JpegSpec>): Buffer =>
  buildJpeg({ width: SIDE, height: SIDE, frame: PROGRESSIVE, factors: HALVED, scans: [ALL], ...given });
const again = (times: number, scan: ScanSpec): ScanSpec[] => Array<ScanSpec>(times).fill(scan);

/** Each refinement adds one more bit: the only order that libjpeg does not warn about. */
const refinements: readonly ScanSpec[] = [
  { ...LUMA, bits: [0, 13] },
  ...Array.from({ length: 13 }, (_, i) => ({ ...LUMA, bits: [13 - i, 12 - i] as const })),
];

/** JPEGs of 40 megapixels in a few hundred bytes: coefficients of the whole image, and scans that go over it. */
export function scanAttacks(): readonly ScanAttack[] {
  const factors = (across: number, down: number) => Array(3).fill([across, down] as const);
  const empty = jpegSegment(0xe1, Buffer.alloc(0));
  const small = { width: 64, height: 64, frame: BASELINE };
  return [
    { name: 'full chroma by equal factors of 2', bytes: made({ factors: factors(2, 2) }), expected: REFUSED },
    { name: 'full chroma by equal factors of 4 and 2', bytes: made({ factors: factors(4, 2) }), expected: REFUSED },
    {
      name: 'four components',
      bytes: made({ factors: [...factors(1, 1), [1, 1]], scans: [{ components: [0, 1, 2, 3] }] }),
      expected: REFUSED,
    },
    {
      name: 'baseline in three scans, full chroma',
      bytes: made({ frame: BASELINE, factors: factors(1, 1), scans: [0, 1, 2].map((i) => ({ components: [i] })) }),
      expected: REFUSED,
    },
    {
      name: 'baseline in three scans',
      bytes: made({ frame: BASELINE, scans: [0, 1, 2].map((i) => ({ components: [i] })) }),
      // Decoded, and then rejected because the data of its scans end too early.
      expected: REFUSED,
    },
    { name: '90 scans of one component', bytes: made({ scans: [ALL, ...again(90, LUMA)] }), expected: REFUSED },
    { name: '90 scans of all components', bytes: made({ scans: again(90, ALL) }), expected: REFUSED },
    {
      name: '90 baseline scans',
      bytes: made({ frame: BASELINE, scans: again(90, { components: [0] }) }),
      expected: REFUSED,
    },
    { name: '13 refinements', bytes: made({ scans: [ALL, ...refinements] }), expected: REFUSED },
    { name: '30 scans, within the limit, without data', bytes: made({ scans: again(30, ALL) }), expected: REFUSED },
    { name: 'arithmetic coding', bytes: made({ frame: ARITHMETIC }), expected: REFUSED },
    { name: 'progressive arithmetic coding', bytes: made({ frame: PROGRESSIVE_ARITHMETIC }), expected: REFUSED },
    { name: 'arithmetic coding of a small picture', bytes: made({ ...small, frame: ARITHMETIC }), expected: '64 x 64' },
    { name: 'two frames', bytes: made({ ...small, segments: [frameOf(made(small))] }), expected: REFUSED },
    { name: 'a factor of 5', bytes: made({ ...small, factors: factors(5, 1) }), expected: REFUSED },
    { name: 'a factor of 0', bytes: made({ ...small, factors: factors(0, 1) }), expected: REFUSED },
    {
      name: '1,000,000 empty segments of EXIF',
      bytes: made({ ...small, segments: [Buffer.concat(Array(990_000).fill(empty))] }),
      expected: REFUSED,
    },
    {
      name: '900 empty segments of EXIF',
      bytes: made({ ...small, segments: Array(900).fill(empty) }),
      expected: '64 x 64',
    },
    {
      name: '990,000 empty comments',
      bytes: made({ ...small, segments: [Buffer.concat(Array(990_000).fill(jpegSegment(0xfe, Buffer.alloc(0))))] }),
      expected: '64 x 64',
    },
    {
      name: '57,000 tables of quantisation',
      bytes: made({
        ...small,
        segments: [
          Buffer.concat(Array(57_000).fill(jpegSegment(0xdb, Buffer.concat([Buffer.of(0), Buffer.alloc(64, 16)])))),
        ],
      }),
      expected: '64 x 64',
    },
    ...tiffTiles(),
  ];
}

function frameOf(jpeg: Buffer): Buffer {
  const at = jpeg.indexOf(Buffer.of(0xff, BASELINE));
  return jpeg.subarray(at, at + 2 + jpeg.readUInt16BE(at + 2));
}

/** JPEG tiles in a TIFF, each decoded in many scans. */
function tiffTiles(): ScanAttack[] {
  return [80, 3].map((scans) => {
    const side = 1024;
    const frame = { width: side, height: side, frame: PROGRESSIVE, factors: [[1, 1]] as const };
    const tile = buildJpeg({
      ...frame,
      scans: [{ components: [0] }, ...again(scans, { components: [0], band: [1, 63] })],
    });
    const count = 36;
    return {
      name: `TIFF of 36 JPEG tiles, each of ${scans + 1} scans`,
      bytes: buildPixelTiff({
        ...{ ...TIFF_FORMS[0]!, width: 6 * side, height: 6 * side, tile: [side, side], compression: 7 },
        segments: Array.from({ length: count }, (_, i) => [i * tile.length, tile.length] as const),
        data: Buffer.concat(Array<Buffer>(count).fill(tile)),
      }),
      // A TIFF may not contain a progressive JPEG.
      expected: REFUSED,
    };
  });
}
