import { KERNELS } from './binary.ts';

/** The inner loops over pixels; assembly/ says what each takes. Places are offsets into the scratch memory. */
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
 * WebAssembly, since its vectors of 16 bytes take a fifth to a third of the time that the same loops take in JavaScript:
 * docs/decisions/kernels.md. Made here and not at the first picture, which is someone's request.
 */
const module = new WebAssembly.Module(Buffer.from(KERNELS, 'base64'));
export const kernels = new WebAssembly.Instance(module).exports as unknown as Kernels;

const PAGE = 65536;

/**
 * The memory that kernels work on. What they are to read is copied in and what they make is copied out before anything else
 * is done, so all share the same. It grows to what was once needed at a time.
 *
 * @param bytes that must be there
 */
export function scratch(bytes: number): Uint8Array {
  const missing = bytes - kernels.memory.buffer.byteLength;
  if (missing > 0) kernels.memory.grow(Math.ceil(missing / PAGE));
  return new Uint8Array(kernels.memory.buffer);
}

/** Bytes that kernels read or write beyond the ends of pictures, at most, since they take several at once. */
export const SLACK = 16;

/** Rows of this many bytes are worked on at a time: they and what is made of them stay in the processor's cache. */
const STRIP = 256 * 1024;

/** How many rows of a picture to take at a time, even and at least 2, however long they are. */
export function stripRows(rowLength: number): number {
  return Math.max(2, 2 * Math.floor(STRIP / (2 * rowLength)));
}
