import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLabels } from '../../../../lib/accuracy/photos/labels-file.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labels-'));
  for (const photo of ['ann/1.jpg', 'ann/2.jpg', 'bob/1.jpg', 'eve/1.jpg']) {
    await mkdir(join(dir, 'people', photo, '..'), { recursive: true });
    await writeFile(join(dir, 'people', photo), '');
  }
});
afterAll(() => rm(dir, { recursive: true }));

async function read(text: string) {
  const file = join(dir, 'labels.csv');
  await writeFile(file, text);
  return readLabels(file, join(dir, 'people'));
}

test('labels of photos name the photo, the person where known, and any other columns', async () => {
  const { columns, photos } = await read(
    'photo,sex,person,age\nann/1.jpg,female,ann,20-29\r\nbob/1.jpg,male,bob,30-39\n',
  );
  expect(columns).toEqual(['sex', 'age']);
  expect(photos).toEqual([
    { path: 'ann/1.jpg', person: 'ann', labels: { sex: 'female', age: '20-29' } },
    { path: 'bob/1.jpg', person: 'bob', labels: { sex: 'male', age: '30-39' } },
  ]);
  expect((await read('photo,sex\nx.jpg,female\n')).photos[0]!.person).toBeNull();
});

test('labels of people speak of all photos in their folder', async () => {
  const { photos } = await read('person,sex\nann,female\nbob,male\n');
  expect(photos.map(({ path, person, labels }) => [path, person, labels.sex])).toEqual([
    ['ann/1.jpg', 'ann', 'female'],
    ['ann/2.jpg', 'ann', 'female'],
    ['bob/1.jpg', 'bob', 'male'],
  ]);
});

test.each([
  ['a,b\n1,2\n', 'the column photo or person'],
  ['photo\nx.jpg\n', 'at least one other'],
  ['photo,sex,sex\nx.jpg,a,b\n', 'each once'],
  ['photo,sex\nx.jpg\n', ':2: expected a value for each of photo, sex but found x.jpg'],
  ['photo,sex\nx.jpg,\n', ':2: expected a value'],
  ['photo,sex\nx.jpg,a\n\nx.jpg,b\n', ':4: x.jpg has a label already'],
  ['person,sex\nzoe,female\n', ':2: there is no folder zoe'],
  ['photo,sex\n', 'expected at least one label'],
])('%j is refused', async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});
