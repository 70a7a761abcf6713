import { basename } from 'node:path';
import { similarityAtRate } from '../../lambda/face/matching/score-scale.ts';
import { DEFAULT_PACK } from '../../lambda/face/models/manifest.ts';
import { commandLine, UsageError, wholeNumber } from '../cli/command-line.ts';

export const USAGE = `Usage: npm run calibrate -- --images DIR [options]
  --images DIR        photos: a subfolder for each person, compared all with all; or with --pairs any folder
  --pairs CSV         compare only these pairs: a,b,same with paths below DIR and 1 or 0
  --pack NAME         set of models (default retail-0095)
  --faces main|all    the main face of each photo, whom the label speaks of (default), or the best pair of all faces
  --scores OUT.csv    write a,b,same,cosine,similarity,status; from a folder all pairs of one person and the highest others
  --out FILE.json     write a calibration made of these photos
  --centre FILE.json  only measure the centre of the pack's embedder, and say what to write into the manifest
  --data TEXT         what the photos are, for the calibration file and the report
  --report DIR        write report.html, report.json and label-errors.csv
  --with-photos       show the worst pairs in the report, with file names
  --ignore CSV        leave out the wrong labels of a reviewed label-errors.csv, and show both
  --cross-validate    calibrate on half of the people, test on the other half, for ten divisions
  --against-plain     embed once more by a plain pipeline of the same models, and compare error rates pair by pair
  --threshold T       print the line that deploys this threshold, with its error rates
  --target-fmr R      the same for the threshold of a false-match rate, such as 1e-5
  --cache DIR         embeddings kept for the next run (default .local/calibrate)
  --no-cache          keep none
  --seed N            of the random resamples (default 1)`;

/** What `npm run calibrate` was asked for. */
export interface CalibrateOptions {
  readonly images: string;
  readonly pairs: string | null;
  readonly pack: string;
  readonly faces: 'main' | 'all';
  readonly scores: string | null;
  readonly out: string | null;
  readonly centre: string | null;
  readonly data: string | null;
  readonly report: string | null;
  readonly withPhotos: boolean;
  readonly ignore: string | null;
  readonly crossValidate: boolean;
  readonly againstPlain: boolean;
  /** Similarity to deploy, [0, 1]. */
  readonly threshold: number | null;
  /** `null`: keep none; `undefined`: the default directory. */
  readonly cache: string | null | undefined;
  readonly seed: number;
}

/**
 * Reads the arguments of `npm run calibrate`.
 *
 * @throws UsageError with the usage
 */
export function calibrateOptions(args: readonly string[]): CalibrateOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const values = commandLine(
    args,
    {
      images: text,
      pairs: text,
      pack: { ...text, default: DEFAULT_PACK },
      faces: { ...text, default: 'main' },
      scores: text,
      out: text,
      centre: text,
      data: text,
      report: text,
      'with-photos': flag,
      ignore: text,
      'cross-validate': flag,
      'against-plain': flag,
      threshold: text,
      'target-fmr': text,
      cache: text,
      'no-cache': flag,
      seed: { ...text, default: '1' },
    },
    USAGE,
  );
  const { faces, images, out } = values;
  if (images === undefined) throw new UsageError(`--images is missing.\n${USAGE}`);
  if (faces !== 'main' && faces !== 'all') {
    throw new UsageError(`Expected main or all for --faces but received ${faces}.`);
  }
  if (out !== undefined && !/^\w[\w.-]*\.json$/.test(basename(out))) {
    throw new UsageError(
      `Expected a .json file of letters, digits, dots and dashes for --out but received ${basename(out)}.`,
    );
  }
  if (values.cache !== undefined && values['no-cache']) throw new UsageError('Give --cache or --no-cache, not both.');
  if (values.ignore !== undefined && values.pairs !== undefined) {
    throw new UsageError('--ignore is for folders of people. Delete the wrong lines from the pair list instead.');
  }
  if (values.ignore !== undefined && values['against-plain']) {
    throw new UsageError('Give --ignore or --against-plain, not both.');
  }
  if (values.centre !== undefined && faces === 'all') throw new UsageError('--centre is measured on main faces.');
  if (values.centre !== undefined && values.pairs !== undefined) throw new UsageError('--centre is for folders.');
  if (values['against-plain'] && values.pairs !== undefined) throw new UsageError('--against-plain is for folders.');
  if (values['with-photos'] && values.report === undefined) throw new UsageError('--with-photos needs --report DIR.');
  return {
    images,
    pairs: values.pairs ?? null,
    pack: values.pack,
    faces,
    scores: values.scores ?? null,
    out: out ?? null,
    centre: values.centre ?? null,
    data: values.data ?? null,
    report: values.report ?? null,
    withPhotos: values['with-photos'],
    ignore: values.ignore ?? null,
    crossValidate: values['cross-validate'],
    againstPlain: values['against-plain'],
    threshold: chosenThreshold(values.threshold, values['target-fmr']),
    cache: values['no-cache'] ? null : values.cache,
    seed: wholeNumber(values.seed, '--seed', 0, 2 ** 31),
  };
}

function chosenThreshold(threshold: string | undefined, targetRate: string | undefined): number | null {
  if (threshold !== undefined && targetRate !== undefined) {
    throw new UsageError('Give --threshold or --target-fmr, not both.');
  }
  if (threshold !== undefined) return between(threshold, '--threshold', 0, 1);
  if (targetRate === undefined) return null;
  return Number(similarityAtRate(between(targetRate, '--target-fmr', 1e-6, 0.5)).toFixed(3));
}

function between(text: string, name: string, low: number, high: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= low && value <= high) return value;
  throw new UsageError(`Expected a number between ${low} and ${high} for ${name} but received ${text}.`);
}
