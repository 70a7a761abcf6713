import { deflateSync } from 'node:zlib';
import { asSharp } from '../../../lib/pictures/encode.ts';
import { buildJpeg } from './jpeg-builder.ts';
import { buildPixelTiff, TIFF_FORMS } from './tiff-builder.ts';

export interface LargeTiff {
  readonly name: string;
  readonly bytes: Buffer;
  /** The code of the rejection, or the size of the image. */
  readonly expected: string;
}

type Size = readonly [width: number, height: number];

const RGB = 3;
const REFUSED = 'InvalidImage';
const SIZE: Size = [7300, 5470];
const WHOLE = '7300 x 5470';

type Content = 'deflate' | 'jpeg' | 'progressive';

/** Returns one strip or tile: deflated zeros, or a JPEG in one scan or several. */
async function segmentOf([width, height]: Size, content: Content, samples = RGB): Promise<Buffer> {
  if (content === 'deflate') return deflateSync(Buffer.alloc(width * height * samples), { level: 1 });
  if (content === 'jpeg') {
    const black = asSharp({ width, height, data: Buffer.alloc(width * height * RGB) });
    return black.jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
  }
  const factors = Array(RGB).fill([1, 1] as const);
  return buildJpeg({ width, height, frame: 0xc2, factors, scans: [{ components: [0, 1, 2] }] });
}

async function rgbTiff(content: Content, tile: Size | null, size = SIZE): Promise<Buffer> {
  const [width, height] = size;
  const [across, down] = tile ?? size;
  const count = Math.ceil(width / across) * Math.ceil(height / down);
  const segment = await segmentOf([across, down], content);
  const isJpeg = content !== 'deflate';
  return buildPixelTiff({
    ...{ ...TIFF_FORMS[0]!, width, height, samples: RGB },
    ...(tile === null ? {} : { tile }),
    compression: isJpeg ? 7 : 8,
    photometric: isJpeg ? 6 : 2,
    segments: Array.from({ length: count }, (_, i) => [i * segment.length, segment.length] as const),
    data: Buffer.concat(Array<Buffer>(count).fill(segment)),
    more: isJpeg ? [{ tag: 530, type: 'short', values: [1, 1] }] : [],
  });
}

async function planes(size: Size): Promise<Buffer> {
  const [width, height] = size;
  const plane = await segmentOf(size, 'deflate', 1);
  return buildPixelTiff({
    ...{ ...TIFF_FORMS[0]!, width, height, samples: RGB, compression: 8 },
    segments: [0, 1, 2].map((i) => [i * plane.length, plane.length] as const),
    data: Buffer.concat([plane, plane, plane]),
    more: [{ tag: 284, type: 'short', values: [2] }],
  });
}

/** 40 megapixels in every layout: layouts that are decoded in pieces, and layouts that would be kept whole in memory. */
export async function largeTiffs(): Promise<readonly LargeTiff[]> {
  return [
    { name: 'one strip', bytes: await rgbTiff('deflate', null), expected: WHOLE },
    { name: 'tiles of 256 a side', bytes: await rgbTiff('deflate', [256, 256]), expected: WHOLE },
    { name: 'tiles of 1,024 a side', bytes: await rgbTiff('deflate', [1024, 1024]), expected: WHOLE },
    { name: 'JPEG in tiles of 1,024 a side', bytes: await rgbTiff('jpeg', [1024, 1024]), expected: WHOLE },
    { name: 'columns of tiles as high as the picture', bytes: await rgbTiff('deflate', [256, 5472]), expected: WHOLE },
    { name: 'tiles of half the picture', bytes: await rgbTiff('deflate', [7312, 2736]), expected: REFUSED },
    {
      name: 'one tile of progressive JPEG',
      bytes: await rgbTiff('progressive', [5008, 4992], [5000, 4990]),
      expected: REFUSED,
    },
    { name: 'one strip of JPEG', bytes: await rgbTiff('jpeg', null), expected: REFUSED },
    {
      name: 'one strip of JPEG of 25 megapixels',
      bytes: await rgbTiff('jpeg', null, [5000, 5000]),
      expected: '5000 x 5000',
    },
    { name: 'one wide strip of JPEG', bytes: await rgbTiff('jpeg', null, [65_000, 600]), expected: REFUSED },
    { name: 'three planes', bytes: await planes(SIZE), expected: WHOLE },
    { name: 'three wide planes', bytes: await planes([65_500, 600]), expected: REFUSED },
    { name: 'one wide strip', bytes: await rgbTiff('deflate', null, [65_500, 600]), expected: '65500 x 600' },
    {
      name: 'tiles that reach far beyond a narrow picture',
      bytes: await rgbTiff('deflate', [4096, 4096], [16, 60_000]),
      expected: REFUSED,
    },
  ];
}
