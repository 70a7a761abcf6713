import { type TableStyle, table } from '../cli/table.ts';
import { drawnOf, type Interval, resampled } from '../statistics/intervals.ts';
import { mean, median, quantile } from '../statistics/quantiles.ts';
import { around, meanBilledMs, startMs, workMs } from './billed-time.ts';
import { type Bill, comparisonsBill, sum } from './cost-model.ts';
import type { SizeTimes } from './measure-sizes.ts';

/** Comparisons that a 95th percentile rests on, at least. */
export const MIN_FOR_P95 = 20;

/** What a comparison takes and costs at one memory size. Milliseconds and dollars. */
export interface SizeFigures {
  readonly memoryMegabytes: number;
  readonly share: number;
  readonly mean: number;
  readonly meanInterval: Interval;
  /** This mean over that of the size before, and its interval; `null` for the first. */
  readonly ratio: ({ readonly is: number } & Interval) | null;
  readonly p50: number;
  readonly p95: number;
  readonly aroundMs: number;
  /** What Lambda bills, with what is around the comparison. */
  readonly billedMs: number;
  readonly timeDollars: number;
  /** All of a million comparisons. */
  readonly dollars: number;
  readonly dollarsInterval: Interval;
  readonly times: readonly number[];
}

/** What all sizes have in common. */
export interface SizeUse {
  readonly architecture: 'x86_64' | 'arm64';
  readonly coldShare: number;
  /** Processor time around the comparison. Milliseconds. */
  readonly aroundCpuMs: number;
  /** What a start is billed: by the memory size where it is not given. */
  readonly initMs: number | null;
  readonly initCpuMs: number;
}

/** @param sizes with as many rounds each, from the smallest to the largest */
export function sizeFigures(sizes: readonly SizeTimes[], use: SizeUse): SizeFigures[] {
  return sizes.map(({ memoryMegabytes, share, times }, i) => {
    const before = sizes[i - 1]?.times;
    const bill = (values: readonly number[]): Bill => millionAt(memoryMegabytes, values, use);
    const aroundMs = workMs(around(use.aroundCpuMs), memoryMegabytes);
    return {
      memoryMegabytes,
      share,
      mean: mean(times),
      meanInterval: resampled(times.length, (drawn) => mean(drawnOf(times, drawn))),
      ratio: before === undefined ? null : ratioOfMeans(times, before),
      p50: median(times),
      p95: quantile(times, 0.95),
      aroundMs,
      billedMs: meanBilledMs(times, aroundMs),
      timeDollars: bill(times)['Lambda, time']!,
      dollars: sum(bill(times)),
      dollarsInterval: resampled(times.length, (drawn) => sum(bill(drawnOf(times, drawn)))),
      times,
    };
  });
}

function millionAt(memoryMegabytes: number, times: readonly number[], use: SizeUse): Bill {
  const billedMs = meanBilledMs(times, workMs(around(use.aroundCpuMs), memoryMegabytes));
  const initMs = use.initMs ?? startMs(memoryMegabytes, use.initCpuMs);
  return comparisonsBill({ ...use, memoryMegabytes, billedMs, initMs }, 1e6);
}

function ratioOfMeans(own: readonly number[], before: readonly number[]): { is: number } & Interval {
  const ratio = (a: readonly number[], b: readonly number[]): number => mean(a) / mean(b);
  const interval = resampled(own.length, (drawn) => ratio(drawnOf(own, drawn), drawnOf(before, drawn)));
  return { is: ratio(own, before), ...interval };
}

/** The answer to a target: the cheapest size that keeps it, and those that chance alone may have made dearer. */
export interface Cheapest {
  readonly size: SizeFigures;
  readonly asCheap: readonly SizeFigures[];
}

/**
 * The size whose comparisons cost least among those whose 95th percentile, with what is around it, keeps the target.
 *
 * @param targetP95 milliseconds
 * @returns `null` where none does
 */
export function cheapestSize(sizes: readonly SizeFigures[], targetP95: number, use: SizeUse): Cheapest | null {
  const fast = sizes.filter(({ p95, aroundMs }) => p95 + aroundMs <= targetP95);
  if (fast.length === 0) return null;
  const size = fast.reduce((a, b) => (b.dollars < a.dollars ? b : a));
  const dollars = ({ memoryMegabytes, times }: SizeFigures, drawn: readonly number[]): number =>
    sum(millionAt(memoryMegabytes, drawnOf(times, drawn), use));
  const asCheap = fast.filter((other) => {
    if (other === size) return false;
    return resampled(size.times.length, (drawn) => dollars(other, drawn) - dollars(size, drawn)).low <= 0;
  });
  return { size, asCheap };
}

export function sizesTable(figures: readonly SizeFigures[], style: TableStyle): string {
  const range = ({ low, high }: Interval, digits: number): string =>
    `${low.toFixed(digits)} to ${high.toFixed(digits)}`;
  const rows = figures.map((size) => [
    String(size.memoryMegabytes),
    size.share.toFixed(2),
    size.mean.toFixed(1),
    range(size.meanInterval, 1),
    size.ratio === null ? '-' : `${size.ratio.is.toFixed(2)} (${range(size.ratio, 2)})`,
    size.p50.toFixed(1),
    size.times.length < MIN_FOR_P95 ? '-' : size.p95.toFixed(1),
    size.billedMs.toFixed(0),
    size.timeDollars.toFixed(2),
    size.dollars.toFixed(2),
    range(size.dollarsInterval, 2),
  ]);
  const head = ['memory MB', 'processors', 'mean ms', 'of it 95 %', 'to the row above (95 %)', 'p50 ms', 'p95 ms'];
  return table([[...head, 'billed ms', 'Lambda time $', 'all $ per million', 'of it 95 %'], ...rows], style, 0);
}
