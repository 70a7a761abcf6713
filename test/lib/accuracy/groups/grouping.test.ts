import { describe, expect, test } from 'vitest';
import { columnsOfFewValues, groupBy, groupColumns } from '../../../../lib/accuracy/groups/grouping.ts';

const photos = Array.from({ length: 60 }, (_, i) => ({
  path: `${i}.jpg`,
  person: null,
  labels: { sex: i % 2 ? 'male' : 'female', age: `${10 * (i % 3)}s`, file: `original-${i}` },
}));
const labels = { columns: ['sex', 'age', 'file'], photos };

describe('groups', () => {
  test('are made by the columns of few values, or by those that were named', () => {
    expect(columnsOfFewValues(labels)).toEqual(['sex', 'age']);
    expect(groupColumns(labels, { by: null, only: {} })).toEqual(['sex', 'age']);
    expect(groupColumns(labels, { by: ['age'], only: {} })).toEqual(['age']);
    expect(() => groupColumns(labels, { by: ['race'], only: {} })).toThrow(
      'There is no column race in the labels: sex, age, file',
    );
    expect(() => groupColumns(labels, { by: null, only: { race: ['x'] } })).toThrow('no column race');
    expect(() => groupColumns({ columns: ['file'], photos }, { by: null, only: {} })).toThrow('at most 20 values');
  });

  test('leave out photos with other values than those asked for', () => {
    const { names, of } = groupBy(photos, ['sex', 'age'], { age: ['0s', '20s'] });
    expect(names).toEqual(['female, 0s', 'female, 20s', 'male, 0s', 'male, 20s']);
    expect([...of.subarray(0, 6)]).toEqual([0, -1, 1, 2, -1, 3]);
  });
});
