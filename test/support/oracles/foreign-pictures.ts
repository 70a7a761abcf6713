import { FOREIGN_BMPS } from './foreign-bmps.ts';
import { FOREIGN_JPEGS } from './foreign-jpegs.ts';
import type { ForeignPicture } from './foreign-picture.ts';
import { FOREIGN_PNGS } from './foreign-pngs.ts';
import { FOREIGN_TIFFS } from './foreign-tiffs.ts';

/** All files that other encoders write. */
export const FOREIGN_PICTURES: readonly ForeignPicture[] = [
  ...FOREIGN_BMPS,
  ...FOREIGN_PNGS,
  ...FOREIGN_JPEGS,
  ...FOREIGN_TIFFS,
];
