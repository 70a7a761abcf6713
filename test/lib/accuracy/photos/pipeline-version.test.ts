import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { pipelineVersion, statementsOf } from '../../../../lib/accuracy/photos/pipeline-version.ts';

const BUNDLE = `// lambda/face/one.ts
import { readFile } from "node:fs/promises";
var SIDE = 3;
function area(side) {
  // Squared.
  return side * side;
}

// lambda/face/two.ts
var NAME = "two";
export {
  area
};
`;

describe('the statements of a bundle', () => {
  test('do not depend on paths, comments, white space or the order of files', async () => {
    const other = `import { join } from "node:path";
var NAME = "two";
// lambda/face/picture/one.ts
function area(side) {
  return (side * side);
}
var   SIDE = 3;
`;
    expect(await statementsOf(other)).toEqual(await statementsOf(BUNDLE));
    expect(await statementsOf(BUNDLE)).toHaveLength(3);
  });

  test.each([
    ['a constant', 'SIDE = 3', 'SIDE = 4'],
    ['a statement inside a function', 'side * side', 'side + side'],
    ['a text', '"two"', '"2"'],
  ])('change with %s', async (_, from, to) => {
    expect(await statementsOf(BUNDLE.replace(from, to))).not.toEqual(await statementsOf(BUNDLE));
  });

  test('are refused where esbuild numbered a name, since the number depends on the order of the files', async () => {
    await expect(statementsOf('var SIDE = 1;\nvar SIDE2 = 2;\n')).rejects.toThrow(/called SIDE\. Rename one/);
  });
});

test('every calibration was made with the pipeline of this checkout', async () => {
  // After a change to the pipeline: if test/drift finds every value unchanged to the last bit, write the new fingerprint
  // into the files; otherwise repeat the calibration.
  const folder = join(MODELS_DIR, 'calibration');
  const now = await pipelineVersion();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json'))) {
    const { pipeline } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { pipeline: string };
    expect({ file, pipeline }).toEqual({ file, pipeline: now });
  }
});
