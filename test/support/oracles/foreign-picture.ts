/** A file that an encoder which is not ours writes of an image. Commands run in a folder with `face.ppm` and the bases. */
export interface ForeignPicture {
  /** The file's name, by which tests call it. */
  readonly file: string;
  /** ImageMagick's settings that write it from `face.ppm`; they share one call. Or a command of the shell. */
  readonly write: { readonly imagemagick: string } | { readonly command: string };
  /** The most levels by which a sample may be off from what the independent decoder reads, and by how many all are on average. */
  readonly most: number;
  readonly mean: number;
  /** The least similarity to the original; `null` where the face is hardly to be recognised. */
  readonly similarity: number | null;
  /** A file of the same samples for the independent decoder, where it does not read this one. */
  readonly readFrom?: string;
}

/** What differs from a file without loss. */
export type Exceptions = Partial<Omit<ForeignPicture, 'file' | 'write'>>;

/** What 16 colours leave of a face. It is nearly a match at 0.7. */
export const FEW_COLOURS = { similarity: 0.69 };

const EXACT = { most: 1, mean: 0.5, similarity: 0.9 };

/** Returns a file that ImageMagick writes. */
export function byImageMagick(file: string, imagemagick: string, exceptions: Exceptions = {}): ForeignPicture {
  return { file, write: { imagemagick }, ...EXACT, ...exceptions };
}

/** Returns a file that a command writes, whose text may hold `$file` for its name. */
export function byCommand(file: string, command: string, exceptions: Exceptions = {}): ForeignPicture {
  return { file, write: { command: command.replaceAll('$file', file) }, ...EXACT, ...exceptions };
}
