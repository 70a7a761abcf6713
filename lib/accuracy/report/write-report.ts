import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePicture, resizePicture } from '../../../lambda/face/picture/decode.ts';
import { PictureError } from '../../../lambda/face/picture/pixels/picture.ts';
import { writePrivately } from '../../cli/write-privately.ts';
import { encodeJpeg } from '../../pictures/encode.ts';
import { type LabelError, writeLabelErrors } from '../measure/label-errors.ts';
import type { ReportData } from './report-data.ts';
import { reportHtml, type Thumbnails } from './report-html.ts';

/** Longer side of a photo in the report, pixels. */
const THUMBNAIL = 200;

/**
 * Writes report.html, report.json and label-errors.csv, readable by their owner only.
 *
 * @param imagesDir where the photos of the worst pairs are taken from; `null` to show none
 */
export async function writeReport(
  dir: string,
  report: ReportData,
  labelErrors: readonly LabelError[],
  imagesDir: string | null,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const thumbnails = imagesDir === null ? new Map<string, string>() : await thumbnailsOf(report, imagesDir);
  await writePrivately(join(dir, 'report.html'), reportHtml(report, thumbnails));
  await writePrivately(join(dir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeLabelErrors(join(dir, 'label-errors.csv'), labelErrors);
}

async function thumbnailsOf({ worstPairs }: ReportData, imagesDir: string): Promise<Thumbnails> {
  const paths = new Set(worstPairs.flatMap(({ a, b }) => (a === undefined || b === undefined ? [] : [a, b])));
  const thumbnails = new Map<string, string>();
  for (const path of paths) {
    try {
      const picture = await decodePicture(await readFile(join(imagesDir, path)));
      const shrink = Math.min(1, THUMBNAIL / Math.max(picture.width, picture.height));
      const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * shrink)));
      const jpeg = await encodeJpeg(await resizePicture(picture, width!, height!), 80);
      thumbnails.set(path, `data:image/jpeg;base64,${jpeg.toString('base64')}`);
    } catch (error) {
      // What cannot be decoded cannot be shown; it is in the list all the same.
      if (!(error instanceof PictureError)) throw error;
    }
  }
  return thumbnails;
}
