import type { InferenceSession } from 'onnxruntime-node';

type SessionOptions = InferenceSession.SessionOptions;

/** A way to run the models that differs from lambda/face/models/onnx.ts in one thing. */
export interface SessionVariant {
  readonly name: string;
  /** Options in place of those of lambda/face/models/onnx.ts. */
  readonly change: SessionOptions;
  /** Whether the models are saved as the runtime optimises them, and loaded from that without optimising again. */
  readonly preOptimised?: boolean;
}

export const OURS: SessionVariant = { name: 'ours', change: {} };

export const SPINNING: SessionVariant = {
  name: 'spinning on',
  change: { extra: { session: { intra_op: { allow_spinning: '1' } } } },
};

/** Ours first: the others are compared with it. */
export const SESSION_VARIANTS: readonly SessionVariant[] = [
  OURS,
  SPINNING,
  { name: 'arena off', change: { enableCpuMemArena: false } },
  { name: 'memory pattern on', change: { enableMemPattern: true } },
  { name: 'optimisation all', change: { graphOptimizationLevel: 'all' } },
  { name: 'optimisation extended', change: { graphOptimizationLevel: 'extended' } },
  { name: 'optimisation basic', change: { graphOptimizationLevel: 'basic' } },
  { name: 'optimisation off', change: { graphOptimizationLevel: 'disabled' } },
  { name: 'saved optimised', change: { graphOptimizationLevel: 'disabled' }, preOptimised: true },
];

/** Options with some changed, those within `extra` one by one. */
export function changedOptions(options: SessionOptions, change: SessionOptions): SessionOptions {
  return merged(options as Tree, change as Tree) as SessionOptions;
}

interface Tree {
  readonly [name: string]: unknown;
}

function merged(tree: Tree, change: Tree): Tree {
  const entries = Object.entries(change).map(([name, value]) => {
    const old = tree[name];
    return [name, isTree(old) && isTree(value) ? merged(old, value) : value] as const;
  });
  return { ...tree, ...Object.fromEntries(entries) };
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
