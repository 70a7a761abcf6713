import { isLowQuality } from '../../../lambda/face/quality/quality-limits.ts';
import type { Interval, Resamples } from '../../accuracy/measure/bootstrap.ts';
import { table } from '../../cli/table.ts';
import {
  CANDIDATES,
  type Candidate,
  type ChosenLimit,
  chooseLimits,
  IN_FORCE,
  TRIED_CANDIDATES,
} from './choose-limit.ts';
import { type FalseMatches, falseMatches } from './false-matches.ts';
import { type GenuinePair, missed, naturalOf, pairsOf } from './pairs.ts';
import type { RatedFace, Sample } from './sample.ts';

/** The input of the tables. */
export interface Measured {
  readonly sample: Sample;
  readonly pairs: readonly GenuinePair[];
  /** Cosine above which a pair matches. */
  readonly threshold: number;
  readonly resamples: Resamples;
}

/** Returns the candidates, with the tried measures if the sample has them. */
function candidatesOf({ natural }: Sample): readonly Candidate[] {
  return natural[0]?.tried === undefined ? CANDIDATES : [...CANDIDATES, ...TRIED_CANDIDATES];
}

const DISCARDED = [0, 0.1, 0.2, 0.3, 0.4] as const;
const BANDS = [0, 0.33, 0.5, 0.6, 0.7, 0.8, 0.9, 1, Number.POSITIVE_INFINITY] as const;

/**
 * Returns error versus discard (Grother, Tabassi: "Performance of Biometric Quality Measures", 2007): the FNMR of the remaining
 * pairs after the worst share by one measure is discarded.
 */
export function discardTable({ sample, pairs }: Measured): string {
  const rows = candidatesOf(sample).map(({ name, value }): [string, number[]] => {
    const ordered = pairs.toSorted((a, b) => value(a.spoilt) - value(b.spoilt));
    return [
      name,
      DISCARDED.map((share) => {
        const rest = ordered.slice(Math.floor(share * ordered.length));
        return rest.filter(({ marked }) => marked).length / rest.length;
      }),
    ];
  });
  rows.sort(([, a], [, b]) => a[2]! - b[2]!);
  return markdown(
    ['discarded', ...DISCARDED.map((share) => percent(share, 0))],
    rows.map(([name, rates]) => [name, ...rates.map((value) => percent(value))]),
  );
}

/** Returns the error rates of degraded copies, and the number of unmodified photos, by quality. */
export function qualityTable({ sample, pairs, threshold, resamples }: Measured): string {
  const references = sample.natural.filter(({ alone }) => alone);
  const rows = BANDS.slice(1).map((high, i) => {
    const low = BANDS[i]!;
    const within = ({ face }: RatedFace): boolean => face.quality >= low && face.quality < high;
    const copies = sample.spoilt.filter(within);
    return [
      high === Number.POSITIVE_INFINITY ? '1' : `${low} to ${high}`,
      String(copies.length),
      rate(
        missed(
          pairs.filter(({ spoilt }) => within(spoilt)),
          resamples,
        ),
      ),
      matches(falseMatches(copies, references, threshold, resamples)),
      String(sample.natural.filter(within).length),
    ];
  });
  return markdown(['quality', 'copies', 'FNMR', 'FMR against unmodified photos', 'unmodified photos'], rows);
}

/**
 * Returns the limits chosen on each half of the people, and what each rejects on the other half, among the pairs that the previous
 * limits accept.
 */
export function limitsTable(
  { sample, pairs, resamples }: Measured,
  [first, second]: readonly [ReadonlySet<number>, ReadonlySet<number>],
): string {
  const candidates = candidatesOf(sample);
  const judged = [
    [first, second],
    [second, first],
  ].map(([on, off]) => {
    const chosen = chooseLimits(pairsOf(pairs, on!), naturalOf(sample.natural, on!), candidates);
    return judge(chosen, pairsOf(pairs, off!), naturalOf(sample.natural, off!), resamples);
  });
  const rows = candidates.map(({ name }, i) => [
    i < IN_FORCE ? `**${name}**` : name,
    ...judged.flatMap((half) => half[i]!),
  ]);
  return markdown(
    ['', ...['first half', 'second half'].flatMap((half) => [`limit from the ${half}`, 'judged on the other'])],
    rows,
  );
}

function judge(
  chosen: readonly ChosenLimit[],
  pairs: readonly GenuinePair[],
  natural: readonly RatedFace[],
  resamples: Resamples,
): string[][] {
  let [left, leftNatural] = [pairs, natural];
  return chosen.map(({ candidate, limit }) => {
    if (limit === null) return ['none', ''];
    const refused = left.filter(({ spoilt }) => candidate.value(spoilt) < limit);
    const refusedNatural = leftNatural.filter((photo) => candidate.value(photo) < limit).length;
    left = left.filter(({ spoilt }) => candidate.value(spoilt) >= limit);
    leftNatural = leftNatural.filter((photo) => candidate.value(photo) >= limit);
    const cost = `${refusedNatural} of ${natural.length}`;
    return [limit.toFixed(3), `${rate(missed(refused, resamples))} of ${refused.length} pairs; unmodified: ${cost}`];
  });
}

/** Returns how many copies of each kind the active limits reject, and the error rates of rejected and accepted copies. */
export function kindsTable({ sample, pairs, resamples }: Measured): string {
  const kinds = [...new Set(sample.spoilt.map(({ kind }) => kind))].sort();
  const row = (name: string, belongs: (kind: string) => boolean): string[] => {
    const all = pairs.filter(({ spoilt }) => belongs(spoilt.kind));
    const copies = sample.spoilt.filter(({ kind }) => belongs(kind));
    const refused = copies.filter(({ face }) => isLowQuality(face)).length;
    const [low, fine] = [true, false].map((side) => all.filter(({ spoilt }) => isLowQuality(spoilt.face) === side));
    return [
      name,
      String(copies.length),
      percent(refused / copies.length),
      percent(copies.filter(({ recaptured }) => recaptured).length / copies.length),
      rate(missed(low!, resamples)),
      rate(missed(fine!, resamples)),
    ];
  };
  return markdown(
    ['copies degraded by', 'copies', 'LowQuality', 'recaptured', 'FNMR of LowQuality', 'FNMR of Success'],
    [...kinds.map((name) => row(name, (kind) => kind === name)), row('**all**', () => true)],
  );
}

/** Returns false match rates with and without LowQuality images. */
export function falseMatchTable({ sample, threshold, resamples }: Measured): string {
  const references = sample.natural.filter(({ alone, face }) => alone && !isLowQuality(face));
  const low = sample.spoilt.filter(({ face }) => isLowQuality(face));
  const fine = sample.spoilt.filter(({ face }) => !isLowQuality(face));
  const of = (faces: readonly (RatedFace & { kind: string })[], kind: string) =>
    faces.filter((face) => face.kind === kind);
  const row = (name: string, a: readonly RatedFace[], b: readonly RatedFace[]): string[] => [
    name,
    matches(falseMatches(a, b, threshold, resamples)),
  ];
  const alike = ['blur', 'motion-blur', 'glare', 'mask', 'sunglasses', 'cut-top'];
  return markdown(
    ['pairs', 'FMR'],
    [
      row('both unmodified', references, references),
      row('LowQuality and unmodified', low, references),
      row('degraded, but not LowQuality, and unmodified', fine, references),
      row('LowQuality and degraded, but not LowQuality', low, fine),
      row('**both LowQuality**', low, low),
      ...alike.map((kind) => row(`both LowQuality by ${kind}`, of(low, kind), of(low, kind))),
      ...alike.map((kind) => row(`both ${kind}, not LowQuality`, of(fine, kind), of(fine, kind))),
    ],
  );
}

/** Returns how many of the unmodified photos the active limits reject, and how many are marked as recaptured. */
export function costLine({ sample }: Measured): string {
  const refused = sample.natural.filter(({ face }) => isLowQuality(face)).length;
  const recaptured = sample.natural.filter((photo) => photo.recaptured).length;
  return `unmodified photos that are LowQuality: ${refused} of ${sample.natural.length}, ${percent(refused / sample.natural.length, 2)}; marked as recaptured: ${recaptured}, ${percent(recaptured / sample.natural.length, 2)}`;
}

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return table([header, ...rows], 'markdown');
}

function rate(value: { readonly share: number; readonly interval: Interval } | null): string {
  if (value === null) return '–';
  return `${percent(value.share, 0)} [${value.interval.map((end) => (100 * end).toFixed(0)).join(', ')}]`;
}

function matches(value: FalseMatches | null): string {
  if (value === null) return '–';
  return `${value.rate.toExponential(1)} [${value.interval.map((end) => end.toExponential(1)).join(', ')}]`;
}

function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}
