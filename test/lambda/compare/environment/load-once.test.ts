import { expect, it } from 'vitest';
import { loadOnce } from '../../../../lambda/compare/environment/load-once.ts';

it('loads once for all, also for those who ask meanwhile', async () => {
  let loads = 0;
  const get = loadOnce(async () => ++loads);
  expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  expect(await get()).toBe(1);
});

it('forgets a failed load', async () => {
  let loads = 0;
  const get = loadOnce(async () => {
    loads++;
    if (loads === 1) throw new Error('no models');
    return loads;
  });
  await expect(get()).rejects.toThrow('no models');
  expect(await get()).toBe(2);
  expect(await get()).toBe(2);
});
