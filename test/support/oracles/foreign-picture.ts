/** A file of an image by an encoder other than our own. Commands run in a folder with `face.ppm` and the bases. */
export interface ForeignPicture {
  /** The file's name, which tests show. */
  readonly file: string;
  /** Either ImageMagick's settings that write it from `face.ppm`, in one shared call, or a shell command. */
  readonly write: { readonly imagemagick: string } | { readonly command: string };
  /** The most levels by which a sample may differ from the independent decoder's, and by which all may differ on average. */
  readonly most: number;
  readonly mean: number;
  /** The least similarity to the original; `null` if the face is hardly recognizable. */
  readonly similarity: number | null;
  /** A file of the same samples for the independent decoder, if it does not read this one. */
  readonly readFrom?: string;
}

/** What differs from a lossless file. */
export type Exceptions = Partial<Omit<ForeignPicture, 'file' | 'write'>>;

/** What is left of a face in 16 colours. It is nearly a match at 0.7. */
export const FEW_COLOURS = { similarity: 0.69 };

const EXACT = { most: 1, mean: 0.5, similarity: 0.9 };

/** Returns a file that ImageMagick writes. */
export function byImageMagick(file: string, imagemagick: string, exceptions: Exceptions = {}): ForeignPicture {
  return { file, write: { imagemagick }, ...EXACT, ...exceptions };
}

/** Returns a file that a command writes. The command's text may contain `$file` for the file's name. */
export function byCommand(file: string, command: string, exceptions: Exceptions = {}): ForeignPicture {
  return { file, write: { command: command.replaceAll('$file', file) }, ...EXACT, ...exceptions };
}
