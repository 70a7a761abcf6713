import { progressBar } from '../cli/progress-bar.ts';
import { writeJson } from '../cli/write-json.ts';
import { measureAround } from './around-comparison.ts';
import { rekognitionRatio } from './cost-model.ts';
import { measurePeak, measureSizes, sizeInputs } from './measure-sizes.ts';
import type { CostOptions } from './options.ts';
import { PRICES, PRICES_DATE, PRICES_REGION } from './prices.ts';
import { cheapestSize, type SizeFigures, type SizeUse, sizeFigures, sizesTable } from './size-figures.ts';
import { MEMORY_SIZES, PER_COMPARISON } from './workload.ts';

/** Measures the memory sizes in turns and prints what each takes and costs. */
export async function sizesCost(options: CostOptions): Promise<void> {
  const { kind, rounds, style, targetsP95, architecture, coldShare, initMs, initCpuMs } = options;
  const inputs = await sizeInputs(kind, style);
  const aroundCpuMs = await measureAround(inputs.input.pairs[0]!, inputs.setup.modelsDir);
  const { sizes, method } = await measureSizes(MEMORY_SIZES, inputs, rounds, progressBar('rounds'));
  const peakBytes = await measurePeak(inputs);
  const use: SizeUse = { architecture, coldShare, aroundCpuMs, initMs, initCpuMs };
  const figures = sizeFigures(sizes, use);
  const targets = targetsP95.map((target) => ({ target, cheapest: cheapestSize(figures, target, use) }));
  console.log(
    [
      inputs.heading,
      `${rounds} comparisons of each size, in turns. Processor share by ${method}. Around a comparison ${aroundCpuMs.toFixed(1)} ms\n` +
        `of processor time, spread by the share, and ${PER_COMPARISON.auditWaitMs} ms of waiting; both are in what is billed.`,
      sizesTable(figures, style),
      `Highest resident memory of a fresh process, whatever its size: ${(peakBytes / 1e6).toFixed(0)} MB.`,
      ...targets.map(({ target, cheapest }) => targetLine(target, cheapest)),
      rekognitionLine(figures, options.memoryMegabytes),
    ].join('\n\n'),
  );
  const json = targets.map(({ target, cheapest }) => ({
    target,
    memoryMegabytes: cheapest?.size.memoryMegabytes ?? null,
    asCheap: cheapest?.asCheap.map(({ memoryMegabytes }) => memoryMegabytes) ?? [],
  }));
  const about = { pricesDate: PRICES_DATE, region: PRICES_REGION, kind, method, aroundCpuMs, peakBytes };
  await writeJson(options.json, { ...about, sizes: figures, targets: json });
}

export function targetLine(target: number, cheapest: ReturnType<typeof cheapestSize>): string {
  if (cheapest === null) return `No size answers 19 of 20 within ${target} ms.`;
  const { size, asCheap } = cheapest;
  const { low, high } = size.dollarsInterval;
  const others = asCheap.map(({ memoryMegabytes }) => `${memoryMegabytes} MB`).join(', ');
  return (
    `Cheapest with 19 of 20 answers within ${target} ms, what is around the comparison included: ${size.memoryMegabytes} MB, ` +
    `$${size.dollars.toFixed(2)} per million (${low.toFixed(2)} to ${high.toFixed(2)}).` +
    (others === '' ? '' : ` Not told apart from it by price: ${others}.`)
  );
}

/** @param memoryMegabytes the size whose ratio is told beside the range of all */
export function rekognitionLine(figures: readonly SizeFigures[], memoryMegabytes: number): string {
  const ratios = figures.map(({ dollars }) => rekognitionRatio(dollars));
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  const own = ratios[figures.findIndex((size) => size.memoryMegabytes === memoryMegabytes)];
  return (
    `Rekognition CompareFaces at $${1000 * PRICES.rekognition.dollars} a million costs ${low.toFixed(0)} to ` +
    `${high.toFixed(0)} times as much${own === undefined ? '' : `, at ${memoryMegabytes} MB ${own.toFixed(0)} times`}; ` +
    'its own gateway, authorizer and audit not counted.'
  );
}
