import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type Random, seededRandom } from '../../lib/statistics/random.ts';
import { compareEvent, createHarness, type Harness } from '../lambda/compare/harness.ts';
import { CLIENT_FORMS } from '../support/clients/client-forms.ts';
import { multipartBody } from '../support/multipart.ts';
import { BODY_MUTATIONS, HEADER_MUTATIONS, type Upload } from './multipart-mutations.ts';

export interface MultipartFuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Number of the first run, to repeat a finding: `{ runs: 1, seed, first }`. */
  readonly first?: number;
}

export interface MultipartFuzzReport {
  readonly runs: number;
  /** Number of responses by HTTP status. */
  readonly byStatus: Readonly<Record<number, number>>;
  /** Milliseconds of the slowest response. */
  readonly slowestMs: number;
}

/** No response may take longer, in milliseconds. */
const MAX_MS = 2000;
/** The beginning of every image; the log must never contain it. */
const CANARY = 'CANARY-4f1c';

/**
 * Sends damaged multipart requests through the real handler with a fake engine.
 *
 * @throws Error naming seed and run, on a response of 5xx, one that takes longer than 2 s or is not an envelope, on a
 *   parser that stalls, on log lines that quote the request, and on an uncaught exception or unhandled rejection
 */
export async function fuzzMultipart(options: MultipartFuzzOptions): Promise<MultipartFuzzReport> {
  const { runs, seed, first = 0 } = options;
  const harness = createHarness();
  const byStatus: Record<number, number> = {};
  let slowestMs = 0;
  const uncaught: unknown[] = [];
  const catchAll = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', catchAll);
  process.on('unhandledRejection', catchAll);
  try {
    for (let run = first; run < first + runs; run++) {
      const { event, story } = spoiltRequest(seededRandom(seed + Math.imul(run, 0x9e3779b1)));
      const start = performance.now();
      const fail = (finding: string): never => {
        throw new Error(`Multipart, seed ${seed}, run ${run} (${story}): ${finding}`);
      };
      const result = await answerOf(harness.handler, event).catch((error: Error) => fail(error.message));
      const milliseconds = performance.now() - start;
      // Errors of streams arrive one turn later.
      await new Promise((resolve) => setImmediate(resolve));
      if (uncaught.length > 0) fail(`nothing caught ${String(uncaught[0])}`);
      const wrong = deviation(result, milliseconds, harness.lines);
      if (wrong !== null) fail(wrong);
      harness.lines.length = harness.items.length = harness.engine.compared.length = 0;
      byStatus[result.statusCode] = (byStatus[result.statusCode] ?? 0) + 1;
      slowestMs = Math.max(slowestMs, milliseconds);
    }
  } finally {
    process.off('uncaughtException', catchAll);
    process.off('unhandledRejection', catchAll);
  }
  return { runs, byStatus, slowestMs };
}

/** A valid request of some HTTP client, damaged in up to four ways; `story` names them. */
function spoiltRequest(random: Random) {
  const form = random.pick(CLIENT_FORMS);
  const size = () => random.pick([0, 1, random.below(3000), random.below(100), random.below(300_000)]);
  const content = () => {
    const bytes = Buffer.alloc(size(), random.below(256));
    return Buffer.concat([Buffer.from(CANARY), bytes]);
  };
  const names = random.pick([
    ['LivenessFace', 'FaceFromDocument'],
    ['FaceFromDocument', 'LivenessFace'],
    ['comment', 'LivenessFace', 'FaceFromDocument', 'other'],
  ]);
  let upload: Upload = {
    boundary: form.boundary,
    contentType: form.contentType,
    body: multipartBody(
      names.map((name) => form.part(name, content())),
      form.boundary,
    ),
  };
  const story: string[] = [form.client];
  for (let left = random.below(5); left > 0; left--) {
    const inHeader = random.below(8) === 0;
    const kind = random.pick(Object.keys(inHeader ? HEADER_MUTATIONS : BODY_MUTATIONS));
    story.push(kind);
    upload = inHeader
      ? { ...upload, contentType: HEADER_MUTATIONS[kind]!(upload.contentType, random) }
      : { ...upload, body: BODY_MUTATIONS[kind]!(upload.body, random, upload) };
  }
  const event = compareEvent([], {
    body: upload.body,
    headers: { [random.pick(['Content-Type', 'content-type', 'CONTENT-TYPE'])]: upload.contentType },
    binary: random.below(50) > 0,
  });
  return { event, story: story.join(', ') };
}

async function answerOf(handler: Harness['handler'], event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${MAX_MS} ms`)), MAX_MS);
  });
  try {
    return await Promise.race([handler(event), hang]);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns what is wrong with a response, or `null`. */
function deviation(result: APIGatewayProxyResult, milliseconds: number, lines: readonly object[]): string | null {
  if (milliseconds > MAX_MS) return `took ${Math.round(milliseconds)} ms`;
  if (![200, 400, 413].includes(result.statusCode)) return `status ${result.statusCode}`;
  if (!result.headers?.['x-request-id']) return 'no x-request-id';
  const body: Record<string, unknown> = JSON.parse(result.body);
  const messages = body.messages;
  const isEnvelope =
    body.version === null &&
    body.statusCode === result.statusCode &&
    Array.isArray(messages) &&
    messages.length > 0 &&
    messages.every((message) => typeof message === 'string' && message !== '') &&
    (body.result === null) === (result.statusCode !== 200);
  if (!isEnvelope) return `not an envelope: ${result.body.slice(0, 200)}`;
  const log = JSON.stringify(lines);
  // The time limit is only a second safeguard; the parser must always end without it.
  if (log.includes('parse-time-out')) return 'the parser did not finish';
  return log.includes(CANARY) ? 'the log quotes the request' : null;
}
