import { type TableStyle, table } from '../cli/table.ts';
import { around, meanBilledMs, startMs, workMs } from './billed-time.ts';
import { type Bill, comparisonsBill, type Standing, standingBill, sum } from './cost-model.ts';
import { DAYS_PER_MONTH, PER_COMPARISON, TYPICAL } from './workload.ts';

/** Number of comparisons in the small month, which is shown next to an idle one. */
const SMALL_MONTH = 10_000;

/** The cost in dollars of a month without calls and of one with `SMALL_MONTH` comparisons. */
export interface StageBill {
  readonly idle: Bill;
  readonly small: Bill;
}

/**
 * Returns the bill of a stage for an idle month and for a small one, at list price. Comparisons take a typical time that was
 * measured once, so the bill is the same on every machine.
 *
 * @param memoryMegabytes memory of the compare function; with less than one processor, comparisons take longer
 */
export function stageBill(standing: Standing, memoryMegabytes: number): StageBill {
  const comparisonMs = workMs({ cpuMs: TYPICAL.comparisonMs, waitMs: 0 }, memoryMegabytes);
  const aroundMs = workMs(around(PER_COMPARISON.aroundCpuMs), memoryMegabytes);
  const use = {
    memoryMegabytes,
    architecture: standing.architecture,
    billedMs: meanBilledMs([comparisonMs], aroundMs),
    coldShare: TYPICAL.coldShare,
    initMs: startMs(memoryMegabytes),
  };
  return {
    idle: { ...comparisonsBill(use, 0), ...standingBill(standing, 0) },
    small: { ...comparisonsBill(use, SMALL_MONTH), ...standingBill(standing, SMALL_MONTH / DAYS_PER_MONTH) },
  };
}

/** Returns a bill as a table without the rows that come to less than half a cent. */
export function stageBillTable({ idle, small }: StageBill, style: TableStyle): string {
  const cents = (dollars: number | undefined): string => (dollars ?? 0).toFixed(2);
  const rows = Object.entries(small)
    .map(([what, dollars]) => [what, cents(idle[what]), cents(dollars)])
    .filter(([, ...columns]) => columns.some((text) => text !== '0.00'));
  const heading = ['dollars a month', 'idle', `${SMALL_MONTH.toLocaleString('en-GB')} comparisons`];
  return table([heading, ...rows, ['all', cents(sum(idle)), cents(sum(small))]], style);
}
