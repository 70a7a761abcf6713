import { basename } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { similarityAtRate } from '../../lambda/face/matching/score-scale.ts';
import { command, namedValue, realNumber, UsageError, wholeNumber } from '../cli/command.ts';
import { packOption } from '../cli/pack-option.ts';

/** Strength of the shipped projections; docs/decisions/balanced-space.md has the choice. */
const POWER = 0.5;
const SHRINKAGE = 0.6;
const BETWEEN = 15;

/** What `npm run calibrate` was asked for. */
export interface CalibrateOptions {
  readonly images: string;
  readonly pairs: string | null;
  readonly pack: string;
  readonly faces: 'main' | 'all';
  readonly scores: string | null;
  readonly out: string | null;
  /** Labels of sex, origin and the like, by photo or person. */
  readonly labels: string | null;
  readonly groups: readonly string[] | null;
  readonly only: Readonly<Record<string, readonly string[]>>;
  readonly secondPack: string | null;
  readonly projection: string | null;
  readonly licence: string | null;
  /** Of another space, one for each embedder, to compare misses with. */
  readonly againstProjection: readonly string[] | null;
  /** Calibration of that space, for its cosine at the default threshold. */
  readonly againstCalibration: string | null;
  readonly mated: string | null;
  readonly matedLabels: string | null;
  /** Standard deviations from which on a pair that the second pack finds alike is of one person; instead of `mated`. */
  readonly matedDuplicates: number | null;
  readonly power: number;
  readonly shrinkage: number;
  readonly between: number;
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
type Given = Omit<CalibrateOptions, 'cache' | 'only'> & {
  readonly only: Readonly<Record<string, string>>;
  readonly cache: string | false | null;
  readonly targetFmr: number | null;
};

/**
 * Reads the arguments of `npm run calibrate`.
 *
 * @throws UsageError
 */
export function calibrateOptions(args: readonly string[]): CalibrateOptions {
  const { cache, targetFmr, only, ...options } = definition().parse(args, { from: 'user' }).opts<Given>();
  if (options.labels !== null && options.faces === 'all')
    throw new UsageError('--labels describe main faces only; leave out --faces all.');
  if (options.labels === null) {
    const needing = ['groups', 'secondPack', 'projection', 'againstProjection'] as const;
    const given = needing.find((name) => options[name] !== null);
    if (given !== undefined || Object.keys(only).length > 0) {
      throw new UsageError(`--${dashed(given ?? 'only')} needs --labels <csv>.`);
    }
  }
  if ((options.againstProjection === null) !== (options.mated === null && options.matedDuplicates === null)) {
    throw new UsageError(
      '--against-projection <files> and --mated <dir> (or --mated-duplicates <deviations>) go together.',
    );
  }
  if (options.matedDuplicates !== null && options.secondPack === null) {
    throw new UsageError('--mated-duplicates <deviations> needs --second-pack <name>.');
  }
  if (options.withPhotos && options.report === null) throw new UsageError('--with-photos needs --report <dir>.');
  return {
    ...options,
    only: Object.fromEntries(Object.entries(only).map(([name, values]) => [name, values.split(',')])),
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
        'labels',
        'againstPlain',
      ]),
    )
    .addOption(packOption('set of models'))
    .addOption(
      new Option('--faces <which>', 'the labelled main face of each photo, or the best pair of all faces')
        .choices(['main', 'all'])
        .default('main'),
    )
    .option(
      '--scores <csv>',
      'write a,b,same,cosine,similarity,status; from a folder all pairs of one person and the highest others',
    )
    .option('--out <file.json>', 'write a calibration made of these photos', calibrationFile)
    .option(
      '--labels <csv>',
      'labels such as sex and origin in columns next to photo (or person, the name of a folder): false match rates by group, and a calibration for look-alikes',
    )
    .option(
      '--groups <columns>',
      'the columns that make a group, such as sex,race; by default all of at most 20 values',
      columns,
    )
    .option(
      '--only <column=values>',
      'leave out other people, such as age=20-29,30-39; may be repeated',
      namedValue,
      {},
    )
    .option('--second-pack <name>', 'another pack: what both find alike is likely one person, listed and left out')
    .option('--projection <file.json>', "only measure the projection of the pack's embedder into a balanced space")
    .option(
      '--against-projection <files>',
      'only compare misses with another space at equal false match rates of look-alikes: a projection for each embedder, or none',
      columns,
    )
    .option(
      '--against-calibration <file.json>',
      'calibration of that space, to compare misses at the default threshold too',
    )
    .option('--mated <dir>', 'photos of the people whose misses are compared: a subfolder for each')
    .option('--mated-labels <csv>', 'labels of these people; misses are also counted by their columns')
    .addOption(
      new Option(
        '--mated-duplicates <deviations>',
        'instead of --mated, the pairs of --images that the second pack finds alike: this many standard deviations above the mean of all pairs, such as 7',
      )
        .argParser(realNumber(3, 20))
        .conflicts('mated'),
    )
    .option('--licence <name>', 'licence of the photos, for the projection file, such as CC-BY-4.0')
    .option('--power <p>', 'power of the projection: 0 subtracts the mean, 0.5 whitens', realNumber(0, 0.5), POWER)
    .option('--shrinkage <a>', 'shrinkage of its eigenvalues to their mean', realNumber(0, 1), SHRINKAGE)
    .option('--between <b>', 'weight of the differences between groups', realNumber(0, 1000), BETWEEN)
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

/** Returns the name of an option as it is typed. */
function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function columns(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

function calibrationFile(file: string): string {
  if (/^\w[\w.-]*\.json$/.test(basename(file))) return file;
  throw new InvalidArgumentError('Expected a .json file of letters, digits, dots and dashes');
}
