/** The process that DecoderProcess measures: decodes what it is sent, one file after the other. */
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import type { DecodedSize } from '../../../lambda/face/picture/decoded-size.ts';
import { PictureError } from '../../../lambda/face/picture/pixels/picture.ts';
import { peakOfThisProcess } from '../../../lib/bench/process/process-usage.ts';
import type { DecodingCost } from './decoder-process.ts';

interface Task {
  readonly bytes: Uint8Array;
  readonly wanted: DecodedSize;
}

async function measure({ bytes, wanted }: Task): Promise<DecodingCost> {
  peakOfThisProcess.reset();
  const { residentBytes } = peakOfThisProcess.read();
  const before = process.cpuUsage();
  const { outcome, decodedSide } = await decodePicture(bytes, wanted).then(
    ({ width, height, fileWidth, fileHeight }) => ({
      outcome: `${fileWidth} x ${fileHeight}`,
      decodedSide: Math.max(width, height),
    }),
    (error: unknown) => ({
      outcome: error instanceof PictureError ? error.code : `unexpected: ${error}`,
      decodedSide: 0,
    }),
  );
  const { user, system } = process.cpuUsage(before);
  const addedBytes = peakOfThisProcess.read().peakBytes - residentBytes;
  return { outcome, decodedSide, cpuMs: (user + system) / 1000, addedBytes };
}

process.on('message', async (task: Task) => process.send!({ answer: await measure(task) }));
process.send!({ step: 0 });
