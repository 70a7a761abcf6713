import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Workers and the processes that tests start compile each module once for all, which takes about half of their start.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node-compile');

const ALL = globSync('test/**/*.test.ts').map((file) => file.replaceAll('\\', '/'));

/**
 * What a test file names when it starts processes (esbuild and the pools do, too), or needs models, photos or a browser.
 * test/support/quick.ts makes a test fail that does so and is not found by these words. A file with mocks needs a worker of
 * its own, which quick tests share.
 */
const NEEDS_MORE =
  /child_process|describeUnless|real-api|Lambda(?:Function|Environment)|WorkerProcess|DecoderProcess|PictureFuzzer|checkAdvisories|platform-packages|esbuild|bundleFunction|buildPage|assemblePlayground|pipelineVersion|vi\.mock\(/;

/** Tests that need nothing of this but take many seconds of processor time. */
const LONG = [
  'test/lambda/face/matching/same-picture.test.ts',
  'test/lambda/face/picture/bmp/bmp-reduced.test.ts',
  'test/lambda/face/picture/bounds/colour-profile.test.ts',
  'test/lambda/face/quality/eyes-visible.test.ts',
  'test/lambda/face/quality/light.test.ts',
  'test/lambda/face/quality/sharpness.test.ts',
  'test/layers/models/convert/damaged-files.test.ts',
  'test/lib/bench/inputs/inputs.test.ts',
  'test/lib/conformance/command.test.ts',
  'test/lib/local/template/local-stack.test.ts',
  'test/lib/stack/stack-settings.test.ts',
];

const isWhole = (file: string): boolean =>
  /^test\/(?:system|drift)\//.test(file) || LONG.includes(file) || NEEDS_MORE.test(readFileSync(file, 'utf8'));
const whole = ALL.filter(isWhole);
const quick = ALL.filter((file) => !isWhole(file));

export default defineConfig({
  test: {
    // More than there are processors: many tests wait for a browser, a child process or a time limit.
    maxWorkers: availableParallelism() + 1,
    // Wide, since a busy machine is no fault of a test.
    testTimeout: 240_000,
    hookTimeout: 300_000,
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
