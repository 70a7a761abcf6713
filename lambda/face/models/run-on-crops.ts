import type { Picture } from '../picture/pixels/picture.ts';
import type { ModelEntry } from './manifest.ts';
import type { Model } from './onnx.ts';
import { batchTensor } from './tensor.ts';

/** Crops in one run of a model. More crops at a time would not save time, and need more memory. */
const BATCH = 4;

/**
 * Runs a model on aligned crops of one size.
 *
 * @returns the values of the manifest's output for each crop
 * @throws Error when the model returns another number of values than the manifest says, or one that is not finite
 */
export async function runOnCrops(
  { model, entry }: { readonly model: Model; readonly entry: ModelEntry },
  crops: readonly Picture[],
): Promise<Float32Array[]> {
  const { name, length } = entry.output!;
  const values: Float32Array[] = [];
  const most = model.batch ?? BATCH;
  for (let first = 0; first < crops.length; first += most) {
    const batch = crops.slice(first, first + most);
    const { data, dims } = batchTensor(batch, entry.input);
    const output = (await model.run(data, dims))[name]!.data;
    if (output.length !== batch.length * length || !output.every(Number.isFinite)) {
      throw new Error(`${entry.name}: expected ${batch.length} x ${length} finite numbers of ${name}`);
    }
    for (let i = 0; i < batch.length; i++) values.push(output.subarray(i * length, (i + 1) * length));
  }
  return values;
}
