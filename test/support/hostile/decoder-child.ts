/** The process that DecoderProcess measures: decodes what it is sent, one file after the other. */
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import { PictureError } from '../../../lambda/face/picture/pixels/picture.ts';
import { peakOfThisProcess } from '../../../lib/bench/process/process-usage.ts';
import type { DecodingCost } from './decoder-process.ts';

/** As a request begins: cheap where it can be. */
const FIRST_LOOK = { kind: 'first look', atLeast: 400, atMost: 1024 } as const;

async function measure(bytes: Uint8Array): Promise<DecodingCost> {
  peakOfThisProcess.reset();
  const { residentBytes } = peakOfThisProcess.read();
  const before = process.cpuUsage();
  const outcome = await decodePicture(bytes, FIRST_LOOK).then(
    ({ fileWidth, fileHeight }) => `${fileWidth} x ${fileHeight}`,
    (error: unknown) => (error instanceof PictureError ? error.code : `unexpected: ${error}`),
  );
  const { user, system } = process.cpuUsage(before);
  return { outcome, cpuMs: (user + system) / 1000, addedBytes: peakOfThisProcess.read().peakBytes - residentBytes };
}

process.on('message', async (bytes: Uint8Array) => process.send!({ answer: await measure(bytes) }));
process.send!({ step: 0 });
