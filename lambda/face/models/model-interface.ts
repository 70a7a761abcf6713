import type { ModelEntry } from './manifest.ts';

/** An input or output as the runtime describes it; a dimension that is a string takes any value. */
export interface TensorDescription {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/**
 * Compares the input and output of a model with those in the manifest.
 *
 * @returns the first difference, as the end of a sentence after the name of the file, or `null`
 */
export function interfaceMistake(
  { input, output }: ModelEntry,
  inputs: readonly TensorDescription[],
  outputs: readonly TensorDescription[],
): string | null {
  const [picture] = inputs;
  if (picture === undefined || inputs.length !== 1 || picture.name !== input.name) {
    return `expected one input ${input.name} but found ${names(inputs)}`;
  }
  const side = input.size ?? 'any';
  if (!matches(picture, ['any', 3, side, side])) {
    return `expected input ${input.name} of float32 [N, 3, ${input.size ?? 'H'}, ${input.size ?? 'W'}] but found ${text(picture)}`;
  }
  if (output === undefined) return null;
  const values = outputs.find(({ name }) => name === output.name);
  if (values === undefined) return `expected output ${output.name} but found ${names(outputs)}`;
  if (!matches(values, ['any', output.length])) {
    return `expected output ${output.name} of float32 [N, ${output.length}] but found ${text(values)}`;
  }
  return null;
}

/** Returns whether a model takes one crop at a time: a batch of one is declared for its input or for an output. */
export function takesOneAtATime(inputs: readonly TensorDescription[], outputs: readonly TensorDescription[]): boolean {
  return [...inputs, ...outputs].some(({ shape }) => shape[0] === 1);
}

/** Returns whether a tensor is float32 of this shape. `any` is a size that the model must leave open, but a batch of 1 will do. */
function matches({ type, shape }: TensorDescription, expected: readonly (number | 'any')[]): boolean {
  return (
    type === 'float32' &&
    shape.length === expected.length &&
    shape.every((size, i) => typeof size === 'string' || size === expected[i] || (i === 0 && size === 1))
  );
}

function text({ type, shape }: TensorDescription): string {
  return `${type} [${shape.join(', ')}]`;
}

function names(tensors: readonly TensorDescription[]): string {
  return tensors.length === 0 ? 'none' : tensors.map(({ name }) => name).join(', ');
}
