const NAMES = [
  'small',
  'phone',
  'phone-p3',
  'png',
  'bmp',
  'tiff',
  'group',
  'crowd',
  'png-40mp',
  'tiff-40mp',
  'progressive',
] as const;

/** A kind of the benchmark's inputs. */
export type KindName = (typeof NAMES)[number];

/** All kinds of the benchmark's inputs, apart from what makes them, so that a command line is read without that. */
export const KIND_NAMES: readonly string[] = NAMES;
/** Uploads as large as the limits on pixels and memory let them be. */
export const LARGEST_KINDS: readonly string[] = ['png-40mp', 'tiff-40mp', 'progressive'];
