import { resolve } from 'node:path';

/** The root of this checkout, as an absolute path. */
export const ROOT = resolve(import.meta.dirname, '../..');
