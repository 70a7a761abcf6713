import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { checkBudget } from '../budget/work-budget.ts';
import type { ModelEntry } from './manifest.ts';
import { interfaceMistake, type TensorDescription, takesOneAtATime } from './model-interface.ts';

// Since 1.29 the published libraries report their use to Microsoft and keep an identifier of the machine in the user's
// home directory unless this is set before the first session. Nothing about comparisons leaves this process.
process.env.ORT_DISABLE_TELEMETRY = '1';

/** A model that cannot be loaded: missing, changed, or not what the manifest says. The message names the file. */
export class ModelLoadError extends Error {
  override readonly name = 'ModelLoadError';
}

/** A float32 tensor in row-major order. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A loaded model with one input. Only this file imports onnxruntime. */
export interface Model {
  /** 1 where the model takes one crop at a time; absent where it takes any number. */
  readonly batch?: 1;
  /**
   * Runs the model. Blocks the event loop while it computes: onnxruntime-node has no asynchronous inference.
   *
   * @param dims shape of `data`; checked by the runtime against the model
   * @returns all outputs by name
   * @throws OverBudgetError where the request has no processor time left
   */
  run(data: Float32Array, dims: readonly number[]): Promise<Readonly<Record<string, FloatTensor>>>;
  release(): Promise<void>;
}

/**
 * Loads a model after checking its bytes against the manifest, so that a truncated or exchanged file never decides.
 *
 * @param threads threads of one inference; more than the processors that are really there slows it down several times
 * @throws ModelLoadError
 */
export async function loadModel(dir: string, entry: ModelEntry, threads: number): Promise<Model> {
  const file = join(dir, entry.file);
  const bytes = await readFile(file).catch(() => {
    throw new ModelLoadError(`The ${entry.role} ${file} cannot be read. \`npm run models\` fetches it.`);
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== entry.sha256) {
    throw new ModelLoadError(`The ${entry.role} ${file} has sha256 ${sha256}, expected ${entry.sha256}`);
  }
  const session = await InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // The runtime keeps the memory of its runs in an arena. Without one, each run waits for fresh pages, and its blocks among
    // those of images make the process grow over thousands of comparisons. The arena keeps what the largest input needed:
    // about 40 MB more after an image in which no face was found.
    enableCpuMemArena: true,
    enableMemPattern: false,
    // Idle threads would spin on processor time that Lambda bills.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }).catch((error: Error) => {
    throw new ModelLoadError(`The ${entry.role} ${file} is no model that can be run: ${error.message}`);
  });
  const [inputs, outputs] = [described(session.inputMetadata), described(session.outputMetadata)];
  const mistake = interfaceMistake(entry, inputs, outputs);
  if (mistake !== null) {
    await session.release();
    throw new ModelLoadError(`${file}: ${mistake}`);
  }
  return {
    ...(takesOneAtATime(inputs, outputs) ? { batch: 1 as const } : {}),
    async run(data, dims) {
      checkBudget();
      const outputs = await session.run({ [entry.input.name]: new Tensor('float32', data, dims) });
      return outputs as unknown as Record<string, FloatTensor>;
    },
    release: () => session.release(),
  };
}

function described(metadata: InferenceSession['inputMetadata']): TensorDescription[] {
  return metadata.map((value) => (value.isTensor ? value : { name: value.name, type: 'no tensor', shape: [] }));
}
