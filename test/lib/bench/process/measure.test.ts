import { describe, expect, it } from 'vitest';
import type { InputKind } from '../../../../lib/bench/inputs/inputs.ts';
import { LARGEST_KINDS } from '../../../../lib/bench/inputs/kind-names.ts';
import { dueInRound, measure, pairOf } from '../../../../lib/bench/process/measure.ts';
import type { Task } from '../../../../lib/bench/process/messages.ts';
import type { WorkerProcess } from '../../../../lib/bench/process/worker-process.ts';

const kinds: InputKind[] = ['small', 'phone', 'crowd'].map((name) => ({ name, title: name, pairs: [] }));
const due = (round: number): string =>
  dueInRound(kinds, round)
    .map(({ name }) => name)
    .join(' ');

describe('a round of the benchmark', () => {
  it('begins with another kind each time', () => {
    expect([1, 2, 3].map(due)).toEqual(['phone small', 'small phone', 'phone small']);
  });

  it('has slow kinds only every fifth time, and all in warm-up', () => {
    expect([0, 5, 10].map((round) => due(round).includes('crowd'))).toEqual([true, true, true]);
    expect([1, 2, 3, 4].map((round) => due(round).includes('crowd'))).toEqual([false, false, false, false]);
    expect(due(-2).split(' ').toSorted()).toEqual(['crowd', 'phone', 'small']);
  });

  it('has the largest uploads only every tenth time', () => {
    const largest = LARGEST_KINDS.map((name) => ({ name, title: name, pairs: [] }));
    expect([0, 1, 5, 9, 10].map((round) => dueInRound(largest, round).length)).toEqual([3, 0, 0, 0, 3]);
  });

  it('takes the pairs of a kind in turns', () => {
    expect([0, 1, 2].map((round) => pairOf('small', round))).toEqual([0, 1, 2]);
    expect([0, 5, 10].map((round) => pairOf('crowd', round))).toEqual([0, 1, 2]);
  });
});

describe('what a round measures', () => {
  it('is each contender in turns, and every model that is at hand', async () => {
    const done: string[] = [];
    const worker = {
      do: async (task: Task) => {
        if (task.task === 'compare') done.push(`${task.kind} ${task.contender}`);
        return { ms: task.task === 'model' && task.run === 'published embedder' ? null : 1 };
      },
    };
    const inputs = ['small', 'png'].map((name) => ({ name, title: name, pairs: [] }));
    const { kinds, models } = await measure(worker as unknown as WorkerProcess, inputs, 2, () => {});
    expect(done.slice(-6)).toEqual([
      ...['small engine', 'small plain', 'png engine'],
      ...['png engine', 'small plain', 'small engine'],
    ]);
    const counts = (['engine', 'plain'] as const).map((who) => kinds.get('small')![who].length);
    expect(counts).toEqual([2, 2]);
    expect(kinds.get('png')!.plain).toEqual([]);
    expect([models['published embedder'].length, models.embedder.length]).toEqual([0, 4]);
  });
});
