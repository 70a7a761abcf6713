import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { encodeBmp24 } from '../../pictures/encode.ts';
import type { Random } from '../../statistics/random.ts';
import type { Subject } from './subject.ts';

export interface DegradeInput {
  readonly subject: Subject;
  /** Seeded by run, photo and severity. */
  readonly random: Random;
  /** As many other people as the severity asks for; see `Kind.others`. */
  readonly others: readonly Subject[];
}

/** A way in which images are hard. */
export interface Kind {
  readonly name: string;
  readonly title: string;
  /** What the severities are, with their unit. */
  readonly axis: string;
  /** From harmless to hard where there is an order. */
  readonly severities: readonly (number | string)[];
  /** Whether the degraded image still shows the subject's face; `false` turns detections into false detections. */
  readonly showsFace: boolean;
  /** How many other people a severity needs; none by default. */
  readonly others?: (severity: number | string) => number;
  /** The degraded image as a file that the pipeline can decode. */
  readonly degrade: (input: DegradeInput, severity: never) => Promise<Uint8Array>;
}

/** A kind whose severities are numbers. */
export function numbered(
  kind: Omit<Kind, 'degrade' | 'showsFace' | 'severities'> & {
    severities: readonly number[];
    degrade: (input: DegradeInput, severity: number) => Picture | Uint8Array | Promise<Picture | Uint8Array>;
  },
): Kind {
  return { showsFace: true, ...kind, degrade: async (input, severity) => asFile(await kind.degrade(input, severity)) };
}

/** A kind whose severities are names. */
export function named<T extends string>(
  kind: Omit<Kind, 'degrade' | 'severities'> & {
    severities: readonly T[];
    degrade: (input: DegradeInput, severity: T) => Picture | Promise<Picture>;
  },
): Kind {
  return { ...kind, degrade: async (input, severity) => asFile(await kind.degrade(input, severity)) };
}

/** Written without loss, so that only the kinds about compression compress. */
function asFile(result: Picture | Uint8Array): Uint8Array {
  return result instanceof Uint8Array ? result : encodeBmp24(result);
}
