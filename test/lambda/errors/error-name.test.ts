import { globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { errorName } from '../../../lambda/errors/error-name.ts';
import { bundleFunction } from '../../../layers/bundle.ts';
import { ROOT } from '../../../lib/cli/root.ts';

class NamelessError extends RangeError {}

it.each<[unknown, string]>([
  [new Error('x'), 'Error'],
  [new NamelessError('x'), 'NamelessError'],
  [Object.assign(new Error('x'), { name: 'TimeoutError' }), 'TimeoutError'],
  [new DOMException('x', 'AbortError'), 'AbortError'],
  [Object.assign(new Error('x'), { name: 'canary text, not a class' }), 'Error'],
  [Object.assign(new Error('x'), { name: 4711 }), 'Error'],
  [Object.assign(new Error('x'), { constructor: undefined }), 'Error'],
  ['canary', 'string'],
  [null, 'object'],
])('of %o nothing but the class is told', (error, name) => {
  expect(errorName(error)).toBe(name);
});

/** Every class of errors below `lambda/`: file and name. */
const OWN = globSync('lambda/**/*.ts', { cwd: ROOT, exclude: ['lambda/playground/page/**'] }).flatMap((file) => {
  const classes = readFileSync(join(ROOT, file), 'utf8').matchAll(/^export class (\w+) extends \w*Error\b/gm);
  return [...classes].map(([, name]) => [file, name!] as const);
});

describe('in the bundle, where classes have other names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'face-comparison-names-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('our errors and those of DynamoDB are told by their own names', async () => {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const exports = [...OWN, ['lambda/errors/error-name.ts', 'errorName'] as const].map(
      ([file, name]) => `export { ${name} } from ${JSON.stringify(join(ROOT, file))};`,
    );
    const aws = ['ConditionalCheckFailedException', 'ResourceNotFoundException'];
    exports.push(`export { ${aws.join(', ')} } from '@aws-sdk/client-dynamodb';`);
    writeFileSync(join(folder, 'entry.ts'), exports.join('\n'));
    await bundleFunction(join(folder, 'entry.ts'), join(folder, 'out'));
    const bundle = await import(pathToFileURL(join(folder, 'out/index.mjs')).href);

    expect(OWN.map(([, name]) => name)).toEqual(expect.arrayContaining(['ModelLoadError', 'SettingsError']));
    for (const [, name] of OWN) expect(bundle.errorName(new bundle[name](['unexpected']))).toBe(name);
    for (const name of aws) expect(bundle.errorName(new bundle[name]({ $metadata: {} }))).toBe(name);
  });
});
