import { basename } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { similarityAtRate } from '../../lambda/face/matching/score-scale.ts';
import { DEFAULT_PACK } from '../../lambda/face/models/manifest.ts';
import { command, realNumber, UsageError, wholeNumber } from '../cli/command.ts';

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

/** The options as they are given; `cache` is `false` for `--no-cache`. */
type Given = Omit<CalibrateOptions, 'cache'> & {
  readonly cache: string | false | null;
  readonly targetFmr: number | null;
};

/**
 * Reads the arguments of `npm run calibrate`.
 *
 * @throws UsageError
 */
export function calibrateOptions(args: readonly string[]): CalibrateOptions {
  const { cache, targetFmr, ...options } = definition().parse(args, { from: 'user' }).opts<Given>();
  if (options.centre !== null && options.faces === 'all') throw new UsageError('--centre is measured on main faces.');
  if (options.withPhotos && options.report === null) throw new UsageError('--with-photos needs --report <dir>.');
  return {
    ...options,
    threshold: targetFmr === null ? options.threshold : Number(similarityAtRate(targetFmr).toFixed(3)),
    cache: cache === false ? null : (cache ?? undefined),
  };
}

function definition() {
  return command('npm run calibrate --', 'Measures a set of models on labelled photos.')
    .requiredOption(
      '--images <dir>',
      'photos: a subfolder for each person, compared all with all; or with --pairs any folder',
    )
    .addOption(
      new Option('--pairs <csv>', 'compare only these pairs: a,b,same with paths below --images and 1 or 0').conflicts([
        'ignore',
        'centre',
        'againstPlain',
      ]),
    )
    .option('--pack <name>', 'set of models', DEFAULT_PACK)
    .addOption(
      new Option('--faces <which>', 'the main face of each photo, whom the label names, or the best pair of all faces')
        .choices(['main', 'all'])
        .default('main'),
    )
    .option(
      '--scores <csv>',
      'write a,b,same,cosine,similarity,status; from a folder all pairs of one person and the highest others',
    )
    .option('--out <file.json>', 'write a calibration made of these photos', calibrationFile)
    .option(
      '--centre <file.json>',
      "only measure the centre of the pack's embedder, and print what to write into the manifest",
    )
    .option('--data <text>', 'what the photos are, for the calibration file and the report')
    .option('--report <dir>', 'write report.html, report.json and label-errors.csv')
    .option('--with-photos', 'show the worst pairs in the report, with file names')
    .addOption(
      new Option(
        '--ignore <csv>',
        'leave out the wrong labels of a reviewed label-errors.csv, and show both; delete wrong lines from the file of --pairs instead',
      ).conflicts('againstPlain'),
    )
    .option('--cross-validate', 'calibrate on half of the people, test on the other half, for ten divisions')
    .option(
      '--against-plain',
      'embed once more by a plain pipeline of the same models, and compare error rates pair by pair',
    )
    .option('--threshold <t>', 'print the line that deploys this threshold, with its error rates', realNumber(0, 1))
    .addOption(
      new Option('--target-fmr <rate>', 'the same for the threshold of a false match rate, such as 1e-5')
        .argParser(realNumber(1e-6, 0.5))
        .conflicts('threshold'),
    )
    .option('--cache <dir>', 'embeddings kept for the next run; .local/calibrate by default')
    .option('--no-cache', 'keep none')
    .option('--seed <n>', 'of the random resamples', wholeNumber(0, 2 ** 31), 1);
}

function calibrationFile(file: string): string {
  if (/^\w[\w.-]*\.json$/.test(basename(file))) return file;
  throw new InvalidArgumentError('Expected a .json file of letters, digits, dots and dashes');
}
