import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { asSharp } from '../../../lib/pictures/encode.ts';
import { withJpegProfile } from './jpeg-builder.ts';
import { withPngProfile } from './png-builder.ts';
import type { SampleProfile } from './sample-profiles.ts';
import { buildPixelTiff, TIFF_FORMS } from './tiff-builder.ts';

export interface ProfiledFile {
  readonly carrier: string;
  readonly bytes: Buffer;
}

const COLOURS = { grey: 'b-w', RGB: 'srgb', CMYK: 'cmyk' } as const;

/** Returns the image in every format that can carry a profile of this colour space, with and without it. */
export async function profiledFiles(
  picture: Picture,
  space: SampleProfile['space'],
  profile: Buffer | null,
): Promise<readonly ProfiledFile[]> {
  const open = () => asSharp(picture).toColourspace(COLOURS[space]);
  const jpeg = await open().jpeg({ quality: 92 }).toBuffer();
  const png = space === 'CMYK' ? null : await open().png().toBuffer();
  const { data, info } = await open().raw().toBuffer({ resolveWithObject: true });
  const photometric = { grey: 1, RGB: 2, CMYK: 5 }[space];
  const tiffs = TIFF_FORMS.map((form) => ({
    carrier: `${form.isBig ? 'BigTIFF' : 'TIFF'}, ${form.isBigEndian ? 'big' : 'little'} endian`,
    bytes: buildPixelTiff({
      ...form,
      ...{ width: info.width, height: info.height, samples: info.channels, compression: 1, photometric },
      segments: [[0, data.length]],
      data,
      more: profile === null ? [] : [{ tag: 34_675, type: 'undefined', values: profile }],
    }),
  }));
  const inJpeg = (parts?: number) => (profile === null ? jpeg : withJpegProfile(jpeg, profile, parts));
  const inPng = png === null ? [] : [{ carrier: 'PNG', bytes: profile === null ? png : withPngProfile(png, profile) }];
  const severalParts = Math.max(3, Math.ceil((profile?.length ?? 0) / 60_000));
  return [
    { carrier: 'JPEG', bytes: inJpeg() },
    { carrier: 'JPEG, several segments', bytes: inJpeg(severalParts) },
    ...inPng,
    ...tiffs,
  ];
}
