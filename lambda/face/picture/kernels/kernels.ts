import { KERNELS } from './binary.ts';

/** The inner loops over pixels; assembly/ documents the parameters. Places are offsets into the scratch memory. */
interface Kernels {
  readonly memory: WebAssembly.Memory;
  sampleCrop(
    ...args: [
      ...[source: number, width: number, height: number, target: number, size: number, grid: number],
      ...[ax: number, ay: number, bx: number, by: number, tx: number, ty: number],
    ]
  ): void;
  averagePairs(source: number, width: number, height: number, target: number): void;
  averageAreas(
    ...args: [
      ...[source: number, width: number, target: number, columns: number, rows: number],
      ...[across: number, down: number, sums: number],
    ]
  ): void;
}

/**
 * The kernels are WebAssembly because its vectors of 16 bytes take a fifth to a third of the time of the same loops in
 * JavaScript (docs/decisions/kernels.md). They are compiled when this file is loaded, so that no request waits for it.
 */
const module = new WebAssembly.Module(Buffer.from(KERNELS, 'base64'));
export const kernels = new WebAssembly.Instance(module).exports as unknown as Kernels;

const PAGE = 65536;

/**
 * Returns the memory that all kernels share. Copy the input in, run one kernel and copy its output out, without waiting for
 * anything in between: the next caller overwrites it. The memory grows to the largest size that was asked for.
 *
 * @param bytes the least size
 */
export function scratch(bytes: number): Uint8Array {
  const missing = bytes - kernels.memory.buffer.byteLength;
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / PAGE));
  return new Uint8Array(kernels.memory.buffer);
}

/** The most bytes that kernels read or write beyond the ends of images, since they take several at once. */
export const SLACK = 16;

/** Bytes of rows that are worked on at a time: input and output of that size stay in the processor's cache. */
const STRIP = 256 * 1024;

/** Returns how many rows of an image to take at a time: an even number, at least 2. */
export function stripRows(rowLength: number): number {
  return Math.max(2, 2 * Math.floor(STRIP / (2 * rowLength)));
}
