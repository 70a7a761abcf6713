import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundleFunction } from '../../../layers/bundle.ts';
import { ROOT } from '../../../lib/cli/root.ts';

/** The steps of the engine, as its stopwatch knows them. */
const ENGINE_STEPS = ['decode', 'detect', 'secondLook', 'align', 'quality', 'embed', 'score'] as const;
/** The steps around it, and the function that does each: module and export. */
const OTHER_STEPS = {
  body: ['lambda/compare/body.ts', 'readMultipartRequest'],
  parse: ['lambda/compare/multipart.ts', 'parseMultipart'],
  pictures: ['lambda/compare/pictures.ts', 'takePictures'],
  decide: ['lambda/compare/decision.ts', 'decide'],
  item: ['lambda/compare/audit-item.ts', 'auditItem'],
  answer: ['lambda/compare/answer.ts', 'answered'],
} as const satisfies Record<string, readonly [module: string, name: string]>;
export type StepName = (typeof ENGINE_STEPS)[number] | keyof typeof OTHER_STEPS;
/** Those that can be waited for; the others are done at once or hold the processor. */
export const WAITING_STEPS: readonly StepName[] = ['decode', 'detect', 'secondLook', 'align', 'quality', 'embed'];
export const STEPS: readonly StepName[] = [
  ...ENGINE_STEPS,
  ...(Object.keys(OTHER_STEPS) as (keyof typeof OTHER_STEPS)[]),
];

const STOPWATCH = join(ROOT, 'lambda/face/stopwatch.ts');
const INSTRUMENTED_STOPWATCH = `
export class Stopwatch extends original.Stopwatch {
  time(step, run) { return super.time(step, globalThis.instrumentForTests(step, run)); }
  timeSync(step, run) { return super.timeSync(step, globalThis.instrumentForTests(step, run)); }
}`;

/**
 * Bundles the compare function as for the image, with each step wrapped by `instrument`.
 *
 * @throws Error when a step's module does not exist; a missing export fails the start of the function
 */
export async function bundleInstrumented(outdir: string): Promise<void> {
  await bundleFunction(join(ROOT, 'test/system/privacy/instrumented-handler.ts'), outdir, [wrapSteps()]);
}

function wrapSteps(): Plugin {
  const steps = new Map(
    Object.entries(OTHER_STEPS).map(([step, [module, name]]) => {
      const call = `globalThis.instrumentForTests(${JSON.stringify(step)}, original.${name})`;
      return [join(ROOT, module), `export const ${name} = ${call};`] as const;
    }),
  );
  return {
    name: 'wrap-steps',
    setup(build) {
      build.onResolve({ filter: /\?original$/ }, ({ path }) => ({ path: path.slice(0, -9), namespace: 'original' }));
      build.onLoad({ filter: /.*/, namespace: 'original' }, async ({ path }) => ({
        contents: await readFile(path, 'utf8'),
        loader: 'ts',
        resolveDir: dirname(path),
      }));
      build.onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path }) => {
        const wrapped = path === STOPWATCH ? INSTRUMENTED_STOPWATCH : steps.get(path);
        if (wrapped === undefined) return undefined;
        const original = JSON.stringify(`${path}?original`);
        const contents = `import * as original from ${original};\nexport * from ${original};\n${wrapped}`;
        return { contents, loader: 'js', resolveDir: dirname(path) };
      });
    },
  };
}
