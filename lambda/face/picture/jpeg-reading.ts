import { withoutOddities } from './jpeg-oddities.ts';
import { isHarmlessWarning, isPaddingAtEnd } from './jpeg-warnings.ts';

/** How a file is decoded. */
export interface Reading {
  /** The file, or a copy of a JPEG without what means nothing. */
  readonly bytes: Uint8Array;
  readonly failOn: 'error' | 'warning';
  readonly isPlain?: boolean;
}

/**
 * Returns how to decode a JPEG on another attempt, or `null` where it is damaged.
 *
 * @param message the decoder's error, of which libjpeg's first warning is a part
 */
export function nextReading(
  { bytes, failOn, isPlain }: Reading,
  message: string,
  usesProfile: boolean,
): Reading | null {
  if (failOn === 'error') return null;
  if (isPaddingAtEnd(message)) return { bytes, failOn: 'error' };
  if (isPlain || !isHarmlessWarning(message)) return null;
  return { bytes: withoutOddities(bytes, usesProfile), failOn, isPlain: true };
}
