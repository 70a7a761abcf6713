import middy, { type Request } from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { envelope } from '../contract/envelope.ts';
import { FAILURES } from '../contract/failures.ts';
import { COMPARE_PATH, HEALTH_PATH } from '../contract/fields.ts';
import { statusMessages } from '../contract/status.ts';
import { errorName } from '../errors/error-name.ts';
import type { Comparison, FaceEngine } from '../face/comparison.ts';
import { failed, noContent, success } from './answer.ts';
import { auditItem } from './audit-item.ts';
import { type AuditStore, WRITE_TIMEOUT_MS } from './audit-store.ts';
import { readMultipartRequest } from './body.ts';
import { checkCaller } from './caller.ts';
import { PREFLIGHT_HEADERS, withCors } from './cors.ts';
import { checkSimilarity, decide, describe } from './decision.ts';
import { health } from './health.ts';
import { type Log, requestLine } from './log.ts';
import { metricsLine } from './metrics.ts';
import { parseMultipart } from './multipart.ts';
import { type Pictures, takePictures } from './pictures.ts';
import { openRecord, type RequestRecord, readHeaders, timed } from './request.ts';
import { asRequestFailure, RequestFailure } from './request-failure.ts';
import type { CompareSettings } from './settings.ts';

/** What the compare function is made of. */
export interface CompareParts {
  readonly settings: CompareSettings;
  /** The loaded engine; called for each request, so it loads once and tries again after a failure. */
  readonly engine: () => Promise<FaceEngine>;
  readonly audit: AuditStore;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: Log;
}

export type CompareHandler = (event: APIGatewayProxyEvent, context?: Context) => Promise<APIGatewayProxyResult>;

/** What goes through the middlewares of a comparison. */
interface CompareRequest {
  readonly event: APIGatewayProxyEvent;
  readonly record: RequestRecord;
  client?: string;
  pictures?: Pictures;
}

/** Before Lambda's own time-out by this much the answer is given up, so that the caller gets ours and not Lambda's. */
const TIMEOUT_RESERVE_MS = 250;

/**
 * The handler of the compare function for proxy events of an API Gateway REST API. It never throws: every outcome is an
 * answer in the envelope, one log line, and where there is something to count, one line of metrics.
 */
export function createHandler(parts: CompareParts): CompareHandler {
  const { settings, audit, clock, log } = parts;

  const engine = async (record: RequestRecord): Promise<FaceEngine> => {
    try {
      const loaded = await timed(record, 'load', parts.engine);
      record.version = loaded.version;
      return loaded;
    } catch (error) {
      throw new RequestFailure('unexpected', 'engine-load', undefined, errorName(error));
    }
  };

  const authorize = ({ event: request }: Request<CompareRequest>): void => {
    request.client = checkCaller(request.event, clock());
    request.record.client = request.client;
  };

  const readPictures = async ({ event: request }: Request<CompareRequest>): Promise<void> => {
    await timed(request.record, 'parse', async () => {
      const form = await parseMultipart(readMultipartRequest(request.event));
      request.pictures = takePictures(form, settings.maxFileBytes);
    });
  };

  const compare = async (
    { event, record, client, pictures }: CompareRequest,
    context: Context,
  ): Promise<APIGatewayProxyResult> => {
    const { threshold, retentionDays } = settings;
    const loaded = await engine(record);
    const comparison = await runEngine(loaded, pictures as Pictures, record);
    const decision = decide(comparison, threshold);
    // Whoever gets the answer of the time-out does not get the decision: no item that might be stored after it.
    const remaining = context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
    if (remaining < WRITE_TIMEOUT_MS + 2 * TIMEOUT_RESERVE_MS) throw new RequestFailure('unexpected', 'time-out');
    try {
      const item = auditItem(record, client as string, decision, comparison, loaded.version, threshold, retentionDays);
      await timed(record, 'audit', () => audit.put(item));
    } catch (error) {
      throw new RequestFailure('unexpected', 'audit', undefined, errorName(error));
    }
    record.status = decision.status;
    return success(record, statusMessages(decision.pictures), {
      isFaceMatch: decision.isFaceMatch,
      matchingSimilarity: decision.matchingSimilarity,
      status: decision.status,
      ...(event.queryStringParameters?.details === 'true'
        ? { details: describe(comparison, loaded.version, threshold) }
        : {}),
    });
  };

  // Error middlewares run in reverse order: `inEnvelope` first, then the error handler makes the answer of its error.
  // The error handler must not log: its logger prints the error, and with it what a library put there.
  const comparison = middy<CompareRequest, APIGatewayProxyResult>(compare, { timeoutEarlyInMillis: TIMEOUT_RESERVE_MS })
    .use(
      httpErrorHandler({
        logger: false,
        fallbackMessage: JSON.stringify(envelope(500, [FAILURES.unexpected.message], null)),
      }),
    )
    .onError(inEnvelope)
    .before(authorize)
    .before(readPictures);

  const routes = new Map<string, (request: CompareRequest, context: Context) => Promise<APIGatewayProxyResult>>([
    [`POST ${COMPARE_PATH}`, comparison],
    [`GET ${HEALTH_PATH}`, async ({ record }) => health(record, await engine(record))],
  ]);
  if (settings.corsOrigins.length > 0) {
    routes.set(`OPTIONS ${COMPARE_PATH}`, async ({ record }) => noContent(record, PREFLIGHT_HEADERS));
  }

  const answer = async (request: CompareRequest, context: Context): Promise<APIGatewayProxyResult> => {
    const { event, record } = request;
    const route = `${event.httpMethod} ${event.resource ?? event.path}`;
    const serve = routes.get(route);
    if (serve === undefined) throw new RequestFailure('notFound', 'unknown-route');
    record.route = route;
    return serve(request, context);
  };

  let coldStart = true;
  return async (event, context) => {
    const start = performance.now();
    const headers = readHeaders(event);
    const record = openRecord(event, headers, context, clock(), coldStart);
    coldStart = false;
    const result = await answer({ event, record }, context ?? ({} as Context)).catch((error: unknown) => {
      record.failure = asRequestFailure(error);
      return failed(record, record.failure);
    });
    record.durations.total = performance.now() - start;
    log(requestLine(record, result.statusCode));
    const metrics = metricsLine(record);
    if (metrics !== null) log(metrics);
    return withCors(result, settings.corsOrigins, headers.origin);
  };
}

/** Compares; a failure on these pictures is `null`, which becomes status `Error`. */
async function runEngine(engine: FaceEngine, pictures: Pictures, record: RequestRecord): Promise<Comparison | null> {
  try {
    const comparison = checkSimilarity(await timed(record, 'compare', () => engine.compare(...pictures)));
    Object.assign(record.durations, comparison.durations);
    return comparison;
  } catch (error) {
    record.failure = new RequestFailure('unexpected', 'inference', undefined, errorName(error));
    return null;
  }
}

/** Replaces any error by one that the error handler turns into our envelope. */
function inEnvelope(request: Request<CompareRequest>): void {
  const { record } = request.event;
  record.failure = asRequestFailure(request.error);
  const { statusCode, headers, body } = failed(record, record.failure);
  request.error = Object.assign(new Error(body), { statusCode, headers, expose: true });
}
