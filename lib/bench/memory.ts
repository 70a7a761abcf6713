import { EVERY_NTH_ROUND, type InputKind } from './inputs.ts';
import type { Allocation, Peak } from './messages.ts';
import type { WorkerProcess } from './worker-process.ts';

export interface Memory {
  readonly allocations: ReadonlyMap<string, Allocation>;
  readonly peaks: ReadonlyMap<string, Peak>;
}

/**
 * Comparisons of a kind before its memory is measured, and measured ones. Code that is not compiled yet allocates an object
 * for each number.
 */
const MEMORY_WARM_UP = 10;
const MEMORY_RUNS = 5;

/**
 * The highest resident memory and what one comparison allocates, each in a process of its own with the engine alone.
 *
 * @param plain a process as deployed
 * @param collecting one that may collect garbage when told, with a nursery so large that it seldom does otherwise
 */
export async function measureMemory(
  plain: WorkerProcess,
  collecting: WorkerProcess,
  inputs: readonly InputKind[],
): Promise<Memory> {
  const allocations = new Map<string, Allocation>();
  const peaks = new Map<string, Peak>();
  for (const { name: kind } of inputs) {
    const seldom = EVERY_NTH_ROUND[kind] !== undefined;
    for (let i = 0; i < (seldom ? 1 : MEMORY_WARM_UP); i++) {
      await collecting.do({ task: 'compare', contender: 'engine', kind, pair: 0 });
      await plain.do({ task: 'compare', contender: 'engine', kind, pair: 0 });
    }
    const allocated: Allocation[] = [];
    const reached: Peak[] = [];
    for (let i = 0; i < (seldom ? 1 : MEMORY_RUNS); i++) {
      allocated.push(await collecting.do({ task: 'allocate', kind, pair: 0 }));
      reached.push(await plain.do({ task: 'peak', kind, pair: 0 }));
    }
    // One without a collection of garbage, if there is any.
    allocations.set(kind, allocated.find(({ atLeast }) => !atLeast) ?? largestOf(allocated));
    peaks.set(
      kind,
      reached.reduce((a, b) => (b.peakBytes > a.peakBytes ? b : a)),
    );
  }
  return { allocations, peaks };
}

function largestOf(allocations: readonly Allocation[]): Allocation {
  return allocations.reduce((a, b) => (b.bytes > a.bytes ? b : a));
}
