import { copyFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleImage } from '../../../layers/assemble.ts';
import { startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { compareFunction } from '../../../lib/local/runtime/compare-configuration.ts';
import type { FunctionConfiguration } from '../../../lib/local/runtime/launch.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { COMPARE_DEFINITION } from '../../support/default-model.ts';
import { type DynamoDbProxy, dynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import {
  type CanaryPicture,
  canaryBmp,
  canaryJpeg,
  canaryPng,
  canaryTiff,
  noise,
  noisyFace,
  tinyFace,
} from './canary-pictures.ts';
import { bundleInstrumented } from './instrumented-bundle.ts';
import { secretRequests } from './requests.ts';
import { TappedFunction } from './taps.ts';

/** The assembled image, and a copy of it with instruments between its modules. */
export interface PrivacySetup {
  readonly image: string;
  readonly instrumented: string;
  readonly proxy: DynamoDbProxy;
  readonly pictures: Awaited<ReturnType<typeof canaryPictures>>;
  readonly request: Awaited<ReturnType<typeof secretRequests>>['request'];
  /** @param taskRoot `image` or `instrumented` */
  tapped(taskRoot: string, change?: Partial<FunctionConfiguration>): Promise<TappedFunction>;
  close(): Promise<void>;
}

export async function privacySetup(): Promise<PrivacySetup> {
  const folder = await mkdtemp(join(tmpdir(), 'face-privacy-'));
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  const image = join((await assembleImage({ architecture, outdir: join(folder, 'image') })).folder, 'task');
  const instrumented = join(folder, 'instrumented');
  await cp(image, instrumented, { recursive: true });
  await bundleInstrumented(join(folder, 'bundle'));
  await copyFile(join(folder, 'bundle/index.mjs'), join(instrumented, 'index.mjs'));

  const table = await startAuditTable();
  const proxy = await dynamoDbProxy(table.endpoint);
  const requests = await secretRequests();
  const functions: TappedFunction[] = [];
  return {
    image,
    instrumented,
    proxy,
    pictures: await canaryPictures(),
    request: requests.request,
    tapped: async (taskRoot, change = {}) => {
      const configuration = compareFunction(taskRoot, { ...table, endpoint: proxy.endpoint }, COMPARE_DEFINITION);
      const made = await TappedFunction.start({ ...configuration, ...change }, proxy);
      functions.push(made);
      return made;
    },
    close: async () => {
      for (const each of functions) await each.close();
      await requests.release();
      await proxy.close();
      await table.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function canaryPictures() {
  const face = noisyFace(2);
  const jpeg = await canaryJpeg(face, 2);
  const plain = (bytes: Buffer): CanaryPicture => ({ bytes, texts: {} });
  return {
    jpeg,
    png: await canaryPng(noisyFace(2, 380), 5),
    bmp: canaryBmp(noisyFace(2, 320)),
    tiff: await canaryTiff(noisyFace(2, 340)),
    nobody: await canaryPng(noise(seededRandom(9), 220, 200), 9),
    cut: { ...jpeg, bytes: jpeg.bytes.subarray(0, jpeg.bytes.length / 2) },
    text: plain(Buffer.from(noise(seededRandom(10), 40, 40).data)),
    tiny: plain(await tinyFace(2)),
    large: plain(Buffer.concat([jpeg.bytes, Buffer.alloc(4_000_001 - jpeg.bytes.length, 7)])),
  };
}
