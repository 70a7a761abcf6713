import type { InputKind } from '../inputs/inputs.ts';
import type { ModelRun } from './model-runs.ts';

/** The engine of a checkout, and the plain pipeline with the same session options. */
export const CONTENDERS = ['engine', 'plain'] as const;
export type Contender = (typeof CONTENDERS)[number];

/** What a measuring process loads when it starts. */
export interface Setup {
  /** Root of the checkout whose engine is measured. */
  readonly checkout: string;
  /** Folder in which that checkout looks for models that it lacks. */
  readonly modelsDir: string;
  readonly threads: number;
  readonly inputs: readonly InputKind[];
  /** Whether to load the plain pipeline and the single models next to the engine. */
  readonly reference: boolean;
}

export type Task =
  | { readonly task: 'setup'; readonly setup: Setup }
  | { readonly task: 'compare'; readonly contender: Contender; readonly kind: string; readonly pair: number }
  | { readonly task: 'model'; readonly run: ModelRun }
  | { readonly task: 'peak'; readonly kind: string; readonly pair: number }
  | { readonly task: 'resident' };

/** The response to each task. */
export interface Answers {
  readonly setup: null;
  readonly compare: Sample;
  /** Milliseconds; `null` for a missing model. */
  readonly model: { readonly ms: number | null };
  readonly peak: Peak;
  readonly resident: { readonly bytes: number };
}

/** One comparison. Times in milliseconds. */
export interface Sample {
  readonly ms: number;
  /** Processor time of the whole process, all its threads, during the comparison. */
  readonly cpuMs: number;
  readonly steps: Readonly<Record<string, StepSample>>;
  /** Runs of models within the comparison, and their time. */
  readonly modelRuns: number;
  readonly modelMs: number;
  /** Faces compared in each image; what the plain pipeline found counts as one. */
  readonly faces: readonly [number, number];
}

interface StepSample {
  readonly ms: number;
  readonly cpuMs: number;
}

/** Resident memory of a process in bytes, before one comparison or step and at its peak. */
export interface Span {
  readonly beforeBytes: number;
  readonly peakBytes: number;
}

export interface Peak extends Span {
  readonly steps: Readonly<Record<string, StepPeak>>;
}

/** Resident memory in one step, in bytes. For a repeated step these are the highest values. */
export interface StepPeak {
  readonly peakBytes: number;
  /** Peak minus the resident memory when the step began. */
  readonly grownBytes: number;
}
