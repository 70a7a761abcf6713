import { InferenceSession } from 'onnxruntime-node';

/**
 * Lets sessions that are made meanwhile keep their memory between runs in onnxruntime's arena. All other options stay those of
 * lambda/face/onnx.ts, which switches the arena off: with pictures of many sizes it keeps the memory of the largest for good.
 * A pipeline with one size of input has no such reason, and without the arena each run of a large input waits for fresh pages.
 */
export async function withArena<T>(load: () => Promise<T>): Promise<T> {
  const { create } = InferenceSession;
  InferenceSession.create = ((model: Uint8Array, options?: InferenceSession.SessionOptions) =>
    create.call(InferenceSession, model, { ...options, enableCpuMemArena: true })) as typeof create;
  try {
    return await load();
  } finally {
    InferenceSession.create = create;
  }
}
