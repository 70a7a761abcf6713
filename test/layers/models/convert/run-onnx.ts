import { InferenceSession, Tensor } from 'onnxruntime-node';

process.env.ORT_DISABLE_TELEMETRY = '1';

/** Runs an ONNX file with one input and one output on one batch. */
export async function runOnnx(
  file: Uint8Array,
  data: Float32Array,
  dims: readonly number[],
): Promise<{ readonly data: number[]; readonly dims: readonly number[] }> {
  const session = await InferenceSession.create(file);
  try {
    const outputs = await session.run({ [session.inputNames[0]!]: new Tensor('float32', data, dims) });
    const output = outputs[session.outputNames[0]!]!;
    return { data: Array.from(output.data as Float32Array), dims: output.dims };
  } finally {
    await session.release();
  }
}
