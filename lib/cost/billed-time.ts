import { MEGABYTES_PER_CPU } from '../../lambda/compare/settings.ts';
import { mean } from '../statistics/quantiles.ts';
import { PER_COMPARISON, START } from './workload.ts';

/** Work of one thread: processor time is spread by the share of the memory size, waiting takes as long at every size. */
export interface Work {
  readonly cpuMs: number;
  readonly waitMs: number;
}

/** Milliseconds that work of one thread takes; beyond one whole processor nothing gets faster. */
export function workMs({ cpuMs, waitMs }: Work, memoryMegabytes: number): number {
  return waitMs + cpuMs / Math.min(1, memoryMegabytes / MEGABYTES_PER_CPU);
}

/** What is around the comparison: processor time as measured, and the wait for the audit item to be stored. */
export function around(cpuMs: number): Work {
  return { cpuMs, waitMs: PER_COMPARISON.auditWaitMs };
}

/** What a start is billed, container images from the first line of the runtime on. */
export function startMs(memoryMegabytes: number, cpuMs: number = START.cpuMs): number {
  return workMs({ cpuMs, waitMs: START.waitMs }, memoryMegabytes);
}

/**
 * What Lambda bills for one call on average: each is rounded up to the millisecond, then they add up
 * (https://aws.amazon.com/lambda/pricing/).
 *
 * @param comparisons milliseconds of each, at least one
 * @param aroundMs milliseconds around each
 */
export function meanBilledMs(comparisons: readonly number[], aroundMs: number): number {
  return mean(comparisons.map((ms) => Math.ceil(ms + aroundMs)));
}
