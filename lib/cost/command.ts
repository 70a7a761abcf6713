import { readFile } from 'node:fs/promises';
import { MEGABYTES_PER_CPU } from '../../lambda/compare/settings.ts';
import { UsageError } from '../cli/command.ts';
import { type TableStyle, table } from '../cli/table.ts';
import { writeJson } from '../cli/write-json.ts';
import { around, meanBilledMs, startMs, workMs } from './billed-time.ts';
import {
  type Bill,
  comparisonsBill,
  type FunctionUse,
  givenAway,
  rekognitionRatio,
  type Standing,
  standingBill,
  sum,
} from './cost-model.ts';
import { measureTimes } from './measured-times.ts';
import { standingOfStack } from './monthly-resources.ts';
import type { CostOptions } from './options.ts';
import { PRICES, PRICES_DATE, PRICES_REGION } from './prices.ts';
import { stageBill, stageBillTable } from './stage-bill.ts';
import { DAYS_PER_MONTH, PER_COMPARISON } from './workload.ts';

const MILLION = 1e6;

/** Prints what comparisons cost. */
export async function cost(options: CostOptions): Promise<void> {
  const { memoryMegabytes, architecture, perDay, style, context } = options;
  console.log(`List prices of ${PRICES_DATE}, ${PRICES_REGION}, US dollars; free tiers not counted`);
  if (options.billOnly) {
    const standing = await standingOfStack(context);
    const bill = stageBill(standing, memoryMegabytes);
    console.log(`\n${stageBillTable(bill, style)}\n\n${idleLine(standing)}`);
    await writeJson(options.json, { pricesDate: PRICES_DATE, region: PRICES_REGION, ...bill, standing });
    return;
  }
  // An idle month has no comparison whose time mattered.
  const use = perDay === 0 ? null : await functionUse(options);
  const million = use === null ? null : comparisonsBill(use, MILLION);
  if (use !== null && million !== null) {
    console.log(`\n${millionLine(options, use)}\n\n${billTable(million, style)}\n\n${rekognitionLine(sum(million))}`);
  }
  const standing = await standingOfStack(context);
  const idle = sum(standingBill(standing, 0));
  let month: Bill | null = null;
  if (perDay !== null) {
    const traffic = use === null ? {} : comparisonsBill(use, perDay * DAYS_PER_MONTH);
    month = { ...traffic, ...standingBill(standing, perDay) };
    console.log(`\nA month with ${perDay} comparisons a day\n\n${billTable(month, style)}\n\n${idleLine(standing)}`);
  }
  await writeJson(options.json, {
    pricesDate: PRICES_DATE,
    region: PRICES_REGION,
    use: use ?? { memoryMegabytes, architecture },
    million,
    rekognitionRatio: million === null ? null : rekognitionRatio(sum(million)),
    month,
    idle: { list: idle, withoutFree: idle - givenAway(standing), standing },
  });
}

/** A comparison as measured or given, and what Lambda bills for it. */
interface MeasuredUse extends FunctionUse {
  /** Milliseconds, on average. */
  readonly comparisonMs: number;
  readonly aroundMs: number;
}

async function functionUse(options: CostOptions): Promise<MeasuredUse> {
  const { memoryMegabytes, architecture, coldShare, initCpuMs } = options;
  const { times, aroundCpuMs } = await comparisons(options);
  const aroundMs = workMs(around(aroundCpuMs), memoryMegabytes);
  return {
    memoryMegabytes,
    architecture,
    comparisonMs: times.reduce((total, ms) => total + ms, 0) / times.length,
    aroundMs,
    billedMs: meanBilledMs(times, aroundMs),
    coldShare,
    initMs: options.initMs ?? startMs(memoryMegabytes, initCpuMs),
  };
}

/**
 * Returns milliseconds of comparisons, one where only their mean is known, and processor time around one.
 *
 * @throws UsageError where the times are those of a larger share of the processor than the memory size has
 */
async function comparisons(options: CostOptions): Promise<{ times: readonly number[]; aroundCpuMs: number }> {
  const { ms, from, memoryMegabytes, kind, rounds, style } = options;
  const { aroundCpuMs } = PER_COMPARISON;
  if (ms !== null) return { times: [ms], aroundCpuMs };
  if (memoryMegabytes < MEGABYTES_PER_CPU) {
    throw new UsageError(
      `Times are measured on a whole processor; below ${MEGABYTES_PER_CPU} MB they are longer. Give them by --ms.`,
    );
  }
  if (from !== null) return { times: [await fromBenchmark(from, kind)], aroundCpuMs };
  const { heading, ...measured } = await measureTimes(kind, rounds, style);
  console.log(heading);
  return measured;
}

/**
 * Returns the mean of a kind, or its median where an older file holds no mean.
 *
 * @throws UsageError where the file does not hold the kind
 */
async function fromBenchmark(file: string, kind: string): Promise<number> {
  type Kinds = Readonly<Record<string, { total: { mean?: number; p50: number } }>>;
  const { kinds } = JSON.parse(await readFile(file, 'utf8')) as { kinds?: Kinds };
  const total = kinds?.[kind]?.total;
  if (total === undefined) throw new UsageError(`${file} holds no ${kind}.`);
  if (total.mean === undefined)
    console.log(`\n${file} holds medians, not means: Lambda bills the mean, which is higher.`);
  return total.mean ?? total.p50;
}

function millionLine({ ms, from, kind }: CostOptions, use: MeasuredUse): string {
  const measured = ms === null ? `, ${from === null ? 'measured' : 'from the benchmark'} on ${kind}` : '';
  return (
    `A million comparisons at ${use.memoryMegabytes} MB, ${use.architecture}, ${use.comparisonMs.toFixed(1)} ms each${measured}, ` +
    `billed ${use.billedMs.toFixed(1)} ms with ${use.aroundMs.toFixed(1)} ms around them; ` +
    `${100 * use.coldShare} % start an environment, billed ${use.initMs.toFixed(0)} ms more`
  );
}

/** Returns a sentence with what an idle month costs, at list price and after what AWS gives away. */
function idleLine(standing: Standing): string {
  const idle = sum(standingBill(standing, 0));
  const free = givenAway(standing);
  return (
    `Paid while idle: $${idle.toFixed(2)} a month at list price. AWS gives the first ${PRICES.alarms.freeUnits} alarms and ` +
    `${PRICES.dashboards.freeUnits} dashboards of an account away: where it has no others, $${(idle - free).toFixed(2)}.`
  );
}

/** Returns a bill and its sum as a table. */
function billTable(bill: Bill, style: TableStyle): string {
  const rows = Object.entries(bill).map(([what, dollars]) => [what, dollars.toFixed(2)]);
  return table([['for', 'dollars'], ...rows, ['all', sum(bill).toFixed(2)]], style);
}

function rekognitionLine(million: number): string {
  return (
    `Rekognition CompareFaces: $${1000 * PRICES.rekognition.dollars} for a million ($${PRICES.rekognition.dollars} per thousand, ` +
    `${PRICES.rekognition.source}), ${rekognitionRatio(million).toFixed(0)} times as much; ` +
    'its own API Gateway, authorizer and audit not counted.'
  );
}
