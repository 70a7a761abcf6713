import { commandLine } from '../cli/command-line.ts';
import { PER_COMPARISON, START } from '../cost/workload.ts';
import type { CallTimes } from './capacity.ts';
import { positiveNumber, ratesOf } from './options.ts';

export interface CapacityOptions {
  /** Comparisons a second; the same numbers are taken as requests at once. */
  readonly rates: readonly number[];
  /** Milliseconds of a comparison alone. */
  readonly comparisonMs: number;
  readonly times: CallTimes;
  readonly style: 'text' | 'markdown';
  readonly json: string | null;
}

/** Milliseconds of the phone photo against a document crop at 1,769 MB, from docs/performance.md. */
const COMPARISON_MS = 68;
/**
 * Milliseconds until the authorizer of a new environment is ready, as `npm start -- --ric` prints it: 125 to 147 here. It
 * then fetches the issuer's keys over the network, which cannot be measured here.
 */
const AUTHORIZER_START_MS = 150;

export const CAPACITY_USAGE = `Usage: npm run load -- --model [--rate R[,R2,…]] [--ms M] ...
  --rate R                comparisons a second, or at once, default 10,1000,100000
  --ms M                  milliseconds of a comparison, default ${COMPARISON_MS}; what is around it is added
  --start-ms M            milliseconds until a new environment of the compare function is ready, default ${START.cpuMs + START.waitMs}
  --authorizer-start-ms M the same of the authorizer, default ${AUTHORIZER_START_MS}
  --markdown              prints tables in Markdown
  --json FILE             writes the figures as JSON, "-" for standard output
Prints what each rate needs on AWS, and which of its default limits come first.`;

const LONGEST_MS = 900_000;

/**
 * Reads the arguments of `npm run load -- --model`.
 *
 * @throws UsageError
 */
export function readCapacityOptions(args: readonly string[]): CapacityOptions {
  const values = commandLine(
    args,
    {
      model: { type: 'boolean', default: true },
      rate: { type: 'string', default: '10,1000,100000' },
      ms: { type: 'string', default: String(COMPARISON_MS) },
      'start-ms': { type: 'string', default: String(START.cpuMs + START.waitMs) },
      'authorizer-start-ms': { type: 'string', default: String(AUTHORIZER_START_MS) },
      markdown: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
    CAPACITY_USAGE,
  );
  const comparisonMs = positiveNumber(values.ms, '--ms', LONGEST_MS);
  const { aroundCpuMs, auditWaitMs, authorizerMs } = PER_COMPARISON;
  return {
    rates: ratesOf(values.rate),
    comparisonMs,
    times: {
      compare: comparisonMs + aroundCpuMs + auditWaitMs,
      compareStart: positiveNumber(values['start-ms'], '--start-ms', LONGEST_MS),
      authorizer: authorizerMs,
      authorizerStart: positiveNumber(values['authorizer-start-ms'], '--authorizer-start-ms', LONGEST_MS),
    },
    style: values.markdown ? 'markdown' : 'text',
    json: values.json ?? null,
  };
}
