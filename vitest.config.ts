import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Workers and the processes that tests start compile each module once for all, which takes about half of their start.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node-compile');

const ALL = globSync('test/**/*.test.ts').map((file) => file.replaceAll('\\', '/'));

/**
 * What a test file names when it starts processes (esbuild and the pools do, too), or needs models, photos or a browser.
 * test/support/quick.ts makes a test fail that does so and is not found by these words. A file with mocks needs a worker of
 * its own, which quick tests share.
 */
const NEEDS_MORE =
  /child_process|describeUnless|real-api|Lambda(?:Function|Environment)|WorkerProcess|DecoderProcess|PictureFuzzer|checkAdvisories|cfnLint|platform-packages|esbuild|bundleFunction|buildPage|assemblePlayground|pipelineVersion|vi\.mock\(/;

/** Tests that need nothing of this but take many seconds of processor time. */
const LONG = [
  'test/lambda/face/matching/same-picture.test.ts',
  'test/lambda/face/picture/bmp/bmp-reduced.test.ts',
  'test/lambda/face/picture/bounds/colour-profile.test.ts',
  'test/lambda/face/quality/eyes-contrast.test.ts',
  'test/lambda/face/quality/light.test.ts',
  'test/lambda/face/quality/sharpness.test.ts',
  'test/layers/models/convert/damaged-files.test.ts',
  'test/lib/bench/inputs/inputs.test.ts',
  'test/lib/conformance/command.test.ts',
  'test/lib/local/template/local-stack.test.ts',
  'test/lib/stack/stack-settings.test.ts',
];

/** Tests that take longest from start to end, the longest first. One that began last would run alone at the end. */
const LONGEST = [
  'test/layers/models/convert/same-outputs.test.ts',
  'test/system/privacy/paths.test.ts',
  'test/system/e2e/conformance-ric.test.ts',
  'test/system/e2e/conformance.test.ts',
  'test/system/e2e/playground.test.ts',
  'test/lib/stack/cdk-cli.test.ts',
  'test/examples/construct.test.ts',
  'test/lambda/face/picture/foreign-encoders.test.ts',
  'test/lib/bench/inputs/inputs.test.ts',
  'test/system/e2e/playground-problems.test.ts',
  'test/system/e2e/applications.test.ts',
  'test/system/soak/soak.test.ts',
  'test/system/faults/dynamodb.test.ts',
  'test/system/faults/environment.test.ts',
  'test/system/image/image.test.ts',
  'test/system/e2e/playground-capture.test.ts',
  'test/system/e2e/playground-accessibility.test.ts',
  'test/lib/cost/command.test.ts',
  'test/docs/clients.test.ts',
  'test/system/attacks/pictures.test.ts',
  'test/lib/local/commands.test.ts',
];

const gone = [...LONG, ...LONGEST].filter((file) => !ALL.includes(file));
if (gone.length > 0) throw new Error(`vitest.config.ts names tests that are not there: ${gone.join(', ')}.`);

/** Begins with the longest tests; the quick ones come last and fill what the others leave. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(import.meta.dirname, moduleId).replaceAll('\\', '/'));
      if (at >= 0) return at;
      return project.name === 'quick' ? LONGEST.length + 1 : LONGEST.length;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

const isWhole = (file: string): boolean =>
  /^test\/(?:system|drift)\//.test(file) || LONG.includes(file) || NEEDS_MORE.test(readFileSync(file, 'utf8'));
const whole = ALL.filter(isWhole);
const quick = ALL.filter((file) => !isWhole(file));

export default defineConfig({
  test: {
    // More than there are processors: many tests wait for a browser, a child process or a time limit.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // Wide, since a busy machine is no fault of a test.
    testTimeout: 240_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      { extends: true, test: { name: 'quick', include: quick, isolate: false, setupFiles: ['test/support/quick.ts'] } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: whole,
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/end-children.ts'],
        },
      },
    ],
  },
});
