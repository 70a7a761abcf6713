import { describe, expect, test } from 'vitest';
import { layoutProblems } from '../../../lib/layout/layout-problems.ts';

const TREE = {
  'lambda/face/engine.ts': "import { best } from './matching/best.ts';",
  'lambda/face/matching/best.ts': "import type { Face } from '../quality/face.ts';",
  'lambda/face/quality/face.ts': 'export interface Face {}',
  'test/lambda/face/matching/best.test.ts': "import { best } from '../../../../lambda/face/matching/best.ts';",
};
const problems = (changes: Readonly<Record<string, string>>): string[] =>
  layoutProblems(new Map(Object.entries({ ...TREE, ...changes })));
const many = (folder: string, count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/${i}.ts`, '']));

describe('the layout of the tree', () => {
  test('has no problem where imports go down', () => expect(problems({})).toEqual([]));

  test.each([
    ["import { best } from '../engine.ts';"],
    ["import type { Engine } from '../engine.ts';"],
    ["export { best } from '../engine.ts';"],
    ["const { best } = await import('../engine.ts');"],
    ["type Engine = import('../engine.ts').Engine;"],
  ])('is broken by an import of a file in a folder above: %s', (text) => {
    expect(problems({ 'lambda/face/detection/find.ts': text })).toEqual([
      'lambda/face/detection/find.ts imports lambda/face/engine.ts, but lambda/face/detection stands below lambda/face.',
    ]);
  });

  test.each([
    ['lambda/contract/words.ts', '../face/engine.ts'],
    ['lambda/compare/compare.ts', '../../lib/cli/root.ts'],
    ['lib/cli/root.ts', '../bench/command.ts'],
    ['lambda/face/quality/light.ts', '../matching/best.ts'],
  ])('is broken where %s imports %s', (file, imported) => {
    expect(problems({ [file]: `import '${imported}';` })).toEqual([expect.stringContaining('stands below')]);
  });

  test('is broken by a folder that is not among the rooms', () => {
    expect(problems({ 'lib/benches/a.ts': '' })).toEqual([
      'lib/benches is not among the rooms of lib/layout/rooms.ts.',
    ]);
  });

  test.each([
    ['lambda/face', 11, 12],
    ['lib/bench', 20, 20],
    ['test/support', 20, 20],
  ])('allows %s so many files and no more', (folder, more, most) => {
    expect(problems(many(folder, more))).toEqual([]);
    expect(problems(many(folder, more + 1))).toEqual([
      `${folder} holds ${most + 1} files. At most ${most} are allowed: make folders of those that belong together.`,
    ]);
  });

  test('allows no loose file in lib', () => {
    expect(problems({ 'lib/loose.ts': '' })).toContain(
      'lib holds 1 files. At most 0 are allowed: make folders of those that belong together.',
    );
  });

  test('is broken by tests in a folder that mirrors none', () => {
    expect(problems({ 'test/lambda/faces/best.test.ts': '' })).toEqual([
      'test/lambda/faces mirrors lambda/faces, which holds no sources.',
    ]);
    expect(problems({ 'test/system/e2e/any.test.ts': '' })).toEqual([]);
  });
});
