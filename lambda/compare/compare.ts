import middy, { type Request } from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { COMPARE_PATH, HEALTH_PATH } from '../contract/fields.ts';
import { REFUSALS } from '../contract/refusals.ts';
import { statusMessages } from '../contract/status.ts';
import { errorName } from '../errors/error-name.ts';
import { readHeaders } from '../events/headers.ts';
import { OverBudgetError, WorkBudget } from '../face/budget/work-budget.ts';
import type { Comparison, FaceEngine } from '../face/comparison.ts';
import { answered, failed, preflight, withCors } from './answer.ts';
import { type AuditItem, type AuditStore, auditItem, WRITE_TIMEOUT_MS } from './audit-item.ts';
import { readMultipartRequest } from './body.ts';
import { type Caller, checkCaller } from './caller.ts';
import { checkSimilarity, decide, describe, isNearMiss } from './decision.ts';
import { EnvironmentHealth } from './environment/environment-health.ts';
import type { SessionCounter } from './environment/sessions.ts';
import { health } from './health.ts';
import type { Attempt, Found, Idempotency, StoredAnswer } from './idempotency/idempotency.ts';
import { type KeyedRequest, keyedRequest } from './idempotency/keyed-request.ts';
import { type Log, requestLine } from './log.ts';
import { metricsLine } from './metrics.ts';
import { parseMultipart } from './multipart.ts';
import { type Pictures, takePictures } from './pictures.ts';
import {
  checkCorrelationId,
  openRecord,
  type RequestRecord,
  readIdempotencyKey,
  timed,
  wantsDetails,
} from './request.ts';
import { asRequestFailure, RequestFailure } from './request-failure.ts';
import type { CompareSettings } from './settings.ts';

/** The collaborators of the compare function. */
export interface CompareParts {
  readonly settings: CompareSettings;
  /** Returns the loaded engine. Each request calls it, so it must load once and try again after a failure. */
  readonly engine: () => Promise<FaceEngine>;
  readonly audit: AuditStore;
  /** Counts the comparisons of sessions; `null`, the default, if no tokens for sessions are issued. */
  readonly sessions?: SessionCounter | null;
  /** Makes one decision for all requests with one key; `null`, the default, if requests with a key are not served. */
  readonly idempotency?: Idempotency<AuditItem> | null;
  /** What the environment remembers between requests; a new one by default. */
  readonly health?: EnvironmentHealth;
  /**
   * Is called right before the response is returned if native work on an image still runs and nobody waits for it. Such work
   * ends only with the process.
   */
  readonly endEnvironment?: () => void;
  /** Returns milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: Log;
}

export type CompareHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** One request: the event, and the record that the steps fill in. */
interface OpenRequest {
  readonly event: APIGatewayProxyEvent;
  readonly record: RequestRecord;
}

type Step = (request: OpenRequest, context: Context) => Promise<APIGatewayProxyResult>;

/**
 * Milliseconds of processor time for decoding and analysing the two images of a request. Thirty-two faces in each take one
 * second (docs/performance.md). An image that takes three was made to take long.
 */
const WORK_BUDGET_MS = 3000;

/** Milliseconds before Lambda's own time-out at which a request is given up, so that the caller gets our response. */
const TIMEOUT_RESERVE_MS = 250;

/** Milliseconds for which a repeated request waits for the response to the first one, at most. */
const IN_FLIGHT_WAIT_MS = 5000;

/**
 * Returns the handler of the compare function for proxy events of an API Gateway REST API. The handler never throws:
 * every request ends with a response in the envelope, one log line and, if there is something to count, one line of
 * metrics.
 */
export function createHandler(parts: CompareParts): CompareHandler {
  const { settings, audit, sessions = null, idempotency = null, clock, log } = parts;
  const { health: environment = new EnvironmentHealth() } = parts;

  const engine = async (record: RequestRecord): Promise<FaceEngine> => {
    try {
      const loaded = await timed(record, 'load', parts.engine);
      record.version = loaded.version;
      return loaded;
    } catch (error) {
      throw new RequestFailure('unexpected', 'engine-load', undefined, errorName(error));
    }
  };

  /** Runs what stores the audit item. Without an item no decision is returned. */
  const stored = async <T>(record: RequestRecord, write: () => Promise<T>): Promise<T> => {
    try {
      const written = await timed(record, 'audit', write);
      environment.auditWrite(true, clock());
      return written;
    } catch (error) {
      environment.auditWrite(false, clock());
      throw new RequestFailure('unexpected', 'audit', undefined, errorName(error));
    }
  };

  /**
   * Counts a comparison of a session, before it is made, so that requests at the same time cannot have one more than the
   * session has.
   *
   * @param id an id that is counted once, however often it comes
   */
  const countSession = async ({ client, session }: Caller, record: RequestRecord, id: string): Promise<void> => {
    if (session === null) return;
    if (sessions === null) throw new RequestFailure('unexpected', 'session');
    const counted = await timed(record, 'session', () => sessions.count(client, session, id)).catch(
      (error: unknown) => {
        throw new RequestFailure('unexpected', 'session', undefined, errorName(error));
      },
    );
    if (!counted) {
      const message = REFUSALS.sessionUsedUp.message(session.comparisons);
      throw new RequestFailure('unauthorized', 'session-used-up', [message]);
    }
  };

  /** Without a key each request is the first and only one. */
  const withoutKey: Attempt<AuditItem> = {
    complete: async (answer, item) => {
      await audit.put(item);
      return { kind: 'answered', answer };
    },
    release: async () => {},
  };

  /** Finds out whether this is the first request with its key. */
  const begin = async (
    keyed: KeyedRequest | null,
    record: RequestRecord,
    waitMs: number,
  ): Promise<Found<AuditItem>> => {
    if (keyed === null) return { kind: 'first', attempt: withoutKey };
    if (idempotency === null) throw new RequestFailure('unexpected', 'idempotency');
    return timed(record, 'idempotency', () => idempotency.begin(keyed, waitMs)).catch((error: unknown) => {
      throw new RequestFailure('unexpected', 'idempotency', undefined, errorName(error));
    });
  };

  const compare: Step = async ({ event, record }, context) => {
    const { maxFileBytes, threshold, retentionDays } = settings;
    const headers = readHeaders(event);
    const caller = checkCaller(event, clock());
    const { client, session } = caller;
    record.client = client;
    record.sessionId = session?.id ?? null;
    const pictures = await timed(record, 'parse', async () => {
      const request = readMultipartRequest(event);
      return takePictures(await parseMultipart(request), request, maxFileBytes);
    });
    // After the images, because a 413 comes before a 400.
    checkCorrelationId(headers);
    const withDetails = wantsDetails(event);
    const key = readIdempotencyKey(headers);
    const keyed = key === null ? null : keyedRequest(key, client, record.sessionId, pictures);
    const loaded = await engine(record);

    const respond = (answer: StoredAnswer, comparison: Comparison | null): APIGatewayProxyResult => {
      const { isFaceMatch, matchingSimilarity, status } = answer;
      if (answer.requestId !== record.requestId) record.originalRequestId = answer.requestId;
      return answered(record, 200, answer.messages, {
        isFaceMatch,
        matchingSimilarity,
        status,
        ...(withDetails ? { details: describe(comparison, loaded.version, settings) } : {}),
      });
    };
    /** Milliseconds after which there is still time to store an item and to respond. */
    const timeLeft = (): number => context.getRemainingTimeInMillis() - WRITE_TIMEOUT_MS - 2 * TIMEOUT_RESERVE_MS;
    const waitMs = (): number => Math.min(IN_FLIGHT_WAIT_MS, timeLeft());

    const found = await begin(keyed, record, waitMs());
    if (found.kind !== 'first') {
      const answer = answerIn(found);
      return respond(answer, withDetails ? await runEngine(loaded, pictures, record) : null);
    }
    try {
      await countSession(caller, record, keyed?.id ?? record.requestId);
      const comparison = await runEngine(loaded, pictures, record);
      const decision = decide(comparison, threshold);
      // A caller who gets the time-out does not get the decision, so no item may be stored after the time-out.
      if (timeLeft() < 0) throw new RequestFailure('unexpected', 'time-out');
      const item = auditItem(record, client, decision, comparison, loaded.version, threshold, retentionDays);
      const { requestId } = record;
      const { isFaceMatch, matchingSimilarity, status } = decision;
      const messages = statusMessages(decision.pictures, decision.causes);
      const own: StoredAnswer = { requestId, isFaceMatch, matchingSimilarity, status, messages };
      const answer = answerIn(await stored(record, () => found.attempt.complete(own, item, waitMs())));
      if (answer.requestId === requestId) {
        record.status = status;
        record.nearMiss = isNearMiss(decision, threshold);
      }
      return respond(answer, comparison);
    } catch (error) {
      await found.attempt.release();
      throw error;
    }
  };

  const checkHealth: Step = async ({ record }) => {
    const loaded = await engine(record).catch((error: RequestFailure) => {
      record.failure = error;
      return null;
    });
    return health(record, environment, loaded?.version ?? null, clock());
  };

  const routes = new Map<string, Step>([
    [`POST ${COMPARE_PATH}`, compare],
    [`GET ${HEALTH_PATH}`, checkHealth],
    [`HEAD ${HEALTH_PATH}`, async (...request) => ({ ...(await checkHealth(...request)), body: '' })],
  ]);
  if (settings.corsOrigins.length > 0) routes.set(`OPTIONS ${COMPARE_PATH}`, async ({ record }) => preflight(record));

  const route: Step = async (request, context) => {
    const { event, record } = request;
    const name = `${event.httpMethod} ${event.resource ?? event.path}`;
    const step = routes.get(name);
    if (step === undefined) throw new RequestFailure('notFound', 'unknown-route');
    record.route = name;
    return step(request, context);
  };

  // Error middlewares run in reverse order: `inEnvelope` replaces the error, then the error handler turns it into the
  // response. The error handler must not log: it would print the error, with whatever a library put into it.
  const answer = middy<OpenRequest, APIGatewayProxyResult>(route, { timeoutEarlyInMillis: TIMEOUT_RESERVE_MS })
    .use(httpErrorHandler({ logger: false }))
    .onError(inEnvelope);

  let coldStart = true;
  return async (event, context) => {
    const start = performance.now();
    const headers = readHeaders(event);
    const record = openRecord(event, headers, context, clock(), coldStart);
    coldStart = false;
    // The middlewares handle every error of a step. This is for an error of a middleware, which Lambda would print.
    const result = await answer({ event, record }, context).catch((error: unknown) => {
      record.failure = asRequestFailure(error);
      return failed(record, record.failure);
    });
    record.durations.total = performance.now() - start;
    record.work?.close();
    if (record.work?.unfinished) {
      record.abandonedWork = true;
      environment.abandoned(record.work);
    }
    log(requestLine(record, result.statusCode));
    const metrics = metricsLine(record, { namespace: settings.metricsNamespace, full: settings.fullMetrics });
    if (metrics !== null) log(metrics);
    if (record.abandonedWork) parts.endEnvironment?.();
    return withCors(result, settings.corsOrigins, headers.origin);
  };
}

/**
 * Returns the decision that an earlier request with the same key got.
 *
 * @throws RequestFailure 400 when it had other images; 429 when it is still in progress
 */
function answerIn(found: Exclude<Found<AuditItem>, { kind: 'first' }>): StoredAnswer {
  if (found.kind === 'answered') return found.answer;
  if (found.kind === 'other pictures') {
    throw new RequestFailure('invalidRequest', 'other-pictures', [REFUSALS.otherPictures.message()]);
  }
  const message = REFUSALS.inFlight.message(found.seconds);
  throw new RequestFailure('rateLimited', 'in-flight', [message], null, { 'Retry-After': String(found.seconds) });
}

/** Returns the engine's comparison, or `null` if it fails on these images, which becomes status `Error`. */
async function runEngine(engine: FaceEngine, pictures: Pictures, record: RequestRecord): Promise<Comparison | null> {
  const work = new WorkBudget(WORK_BUDGET_MS);
  record.work = work;
  try {
    const compared = await timed(record, 'compare', () => work.run(() => engine.compare(...pictures)));
    const comparison = checkSimilarity(compared);
    Object.assign(record.durations, comparison.durations);
    return comparison;
  } catch (error) {
    const reason = error instanceof OverBudgetError ? 'over-budget' : 'inference';
    record.failure = new RequestFailure('unexpected', reason, undefined, errorName(error));
    return null;
  }
}

/** Replaces any error by one that the error handler turns into our envelope. */
function inEnvelope(request: Request<OpenRequest>): void {
  const { record } = request.event;
  record.failure = asRequestFailure(request.error);
  const { statusCode, headers, body } = failed(record, record.failure);
  request.error = Object.assign(new Error(body), { statusCode, headers, expose: true });
}
