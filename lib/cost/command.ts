import { readFile } from 'node:fs/promises';
import { progressBar } from '../accuracy/progress-bar.ts';
import { writeJson } from '../bench/command.ts';
import { table } from '../bench/tables.ts';
import { UsageError } from '../local/command-line.ts';
import {
  type Bill,
  cheapestSize,
  comparisonsBill,
  type FunctionUse,
  givenAway,
  standingBill,
  sum,
} from './cost-model.ts';
import { measureSizes, type SizeFigures } from './measure-sizes.ts';
import type { CostOptions } from './options.ts';
import { PRICES, PRICES_DATE, PRICES_REGION } from './prices.ts';
import { standingOfStack } from './standing.ts';
import { DAYS_PER_MONTH, MEGABYTES_PER_CPU, MEMORY_SIZES, PER_COMPARISON } from './workload.ts';

const MILLION = 1e6;

/** Prints what comparisons cost. */
export async function cost(options: CostOptions): Promise<void> {
  console.log(
    `Prices of ${PRICES_DATE}, ${PRICES_REGION}, US dollars; free tiers not counted, but for alarms and dashboards`,
  );
  if (options.sizes) return sizesCost(options);
  // An idle month has no comparison whose time mattered.
  const ms = options.perDay === 0 ? 0 : await comparisonMs(options);
  const use = { ...options, comparisonMs: ms };
  const million = comparisonsBill(use, MILLION);
  const standing = await standingOfStack();
  const month = options.perDay === null ? null : monthOf(use, options.perDay, standing);
  if (options.perDay !== 0) {
    const { memoryMegabytes, architecture, kind, coldShare } = options;
    const measured = options.ms === null ? `, measured on ${kind}` : '';
    console.log(
      `\nA million comparisons at ${memoryMegabytes} MB, ${architecture}, ${ms.toFixed(1)} ms each${measured}, ` +
        `${100 * coldShare} % of them cold\n\n${billTable(million, options.style)}\n\n${rekognitionLine(sum(million))}`,
    );
  }
  if (month !== null) {
    const idle = sum(standingBill(standing, 0));
    console.log(
      `\nA month with ${options.perDay} comparisons a day\n\n${billTable(month, options.style)}\n\n` +
        `Paid while idle: $${idle.toFixed(2)} a month, where the account has no other alarms and dashboards; AWS gives the first ` +
        `${PRICES.alarms.freeUnits} and ${PRICES.dashboards.freeUnits} of an account away. Without that ` +
        `$${(idle + givenAway(standing)).toFixed(2)}.`,
    );
  }
  await writeJson(options.json, { pricesDate: PRICES_DATE, region: PRICES_REGION, use: useOf(use), million, month });
}

function useOf({ memoryMegabytes, architecture, comparisonMs: ms, coldShare, initMs }: FunctionUse): FunctionUse {
  return { memoryMegabytes, architecture, comparisonMs: ms, coldShare, initMs };
}

function monthOf(use: FunctionUse, perDay: number, standing: Parameters<typeof standingBill>[0]): Bill {
  return { ...comparisonsBill(use, perDay * DAYS_PER_MONTH), ...standingBill(standing, perDay) };
}

async function comparisonMs(options: CostOptions): Promise<number> {
  const { ms, from, memoryMegabytes, kind, rounds, style } = options;
  if (ms !== null) return ms;
  if (from === null) {
    const { sizes, heading, method } = await measureSizes([memoryMegabytes], kind, rounds, style, progressBar('sizes'));
    console.log(`${heading}\nprocessor share by ${method}`);
    return sizes[0]!.p50;
  }
  if (memoryMegabytes < MEGABYTES_PER_CPU) {
    throw new UsageError(`--from holds times of a whole processor; below ${MEGABYTES_PER_CPU} MB they are longer.`);
  }
  const { kinds } = JSON.parse(await readFile(from, 'utf8')) as { kinds?: Record<string, { total: { p50: number } }> };
  const measured = kinds?.[kind]?.total.p50;
  if (measured === undefined) throw new UsageError(`${from} holds no ${kind}.`);
  return measured;
}

async function sizesCost(options: CostOptions): Promise<void> {
  const { kind, rounds, style, targetP95 } = options;
  const { sizes, method, heading } = await measureSizes(MEMORY_SIZES, kind, rounds, style, progressBar('sizes'));
  const million = (size: SizeFigures): number =>
    sum(comparisonsBill({ ...options, memoryMegabytes: size.memoryMegabytes, comparisonMs: size.p50 }, MILLION));
  const time = (size: SizeFigures): number =>
    comparisonsBill({ ...options, memoryMegabytes: size.memoryMegabytes, comparisonMs: size.p50 }, MILLION)[
      'Lambda, time'
    ]!;
  const rows = sizes.map((size) => [
    String(size.memoryMegabytes),
    size.share.toFixed(2),
    size.p50.toFixed(0),
    size.p95.toFixed(0),
    (size.peakBytes / 1e6).toFixed(0),
    time(size).toFixed(2),
    million(size).toFixed(2),
  ]);
  const head = ['memory MB', 'processors', 'p50 ms', 'p95 ms', 'peak MB', 'Lambda time $', 'all $ per million'];
  console.log(`${heading}\n\nInputs: ${kind}. Processor share by ${method}\n\n${table([head, ...rows], style, 0)}`);
  if (targetP95 !== null) {
    const best = cheapestSize(sizes, targetP95, million);
    console.log(
      best === null
        ? `\nNo size answers 19 of 20 within ${targetP95} ms.`
        : `\nCheapest with 19 of 20 answers within ${targetP95} ms (${PER_COMPARISON.overheadMs} ms of them around the comparison): ` +
            `${best.memoryMegabytes} MB, $${million(best).toFixed(2)} per million.`,
    );
  }
  await writeJson(options.json, { pricesDate: PRICES_DATE, region: PRICES_REGION, kind, method, sizes });
}

export function billTable(bill: Bill, style: 'text' | 'markdown'): string {
  const rows = Object.entries(bill).map(([what, dollars]) => [what, dollars.toFixed(2)]);
  return table([['for', 'dollars'], ...rows, ['all', sum(bill).toFixed(2)]], style);
}

function rekognitionLine(million: number): string {
  const theirs = 1000 * PRICES.rekognition.dollars;
  return (
    `Rekognition CompareFaces: $${theirs} for a million ($${PRICES.rekognition.dollars} per thousand, ` +
    `${PRICES.rekognition.source}), ${(theirs / million).toFixed(0)} times as much; its own API Gateway, authorizer and audit not counted.`
  );
}
