import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Envelope } from '../../../lambda/contract/envelope.ts';
import { AWS_BODY_BYTES, AWS_EVENT_BYTES } from '../../../lambda/contract/limits.ts';
import { type Authorization, AuthorizerCall, type Invoker } from './authorizer-call.ts';
import { drain, readBody } from './body.ts';
import type { GatewayModel } from './gateway-model.ts';
import { type Answer, gatewayResponse, type RefusalType } from './gateway-response.ts';
import { integrate } from './integration.ts';
import { isBinary, methodArn, proxyEvent } from './proxy-event.ts';
import { findRoute, type RouteMatch } from './routes.ts';
import { type Clock, systemClock } from './throttle.ts';
import { type RunTimeKeys, UsagePlans } from './usage-plans.ts';

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** A log entry of one request. The only text from the caller in it is what the envelope repeats. */
export interface GatewayLogEntry {
  readonly requestId: string;
  readonly method: string;
  /** The route's path pattern; `null` for an unknown one. */
  readonly route: string | null;
  readonly statusCode: number;
  readonly milliseconds: number;
  /** The envelope of the response; `null` if it has none or is too long to read for a log. */
  readonly envelope: Envelope<unknown> | null;
  /** Why the gateway itself returned the response; `null` if a function returned it. */
  readonly refusal: RefusalType | 'BODY_TOO_LARGE' | 'EVENT_TOO_LARGE' | null;
}

export interface GatewayOptions {
  readonly clock?: Clock;
  readonly log?: (entry: GatewayLogEntry) => void;
  readonly runTimeKeys?: RunTimeKeys;
  /** Receives the arrival time of each request that the usage plans count, in the order of counting. */
  readonly counted?: (arrived: number) => void;
}

interface Outcome {
  readonly answer: Answer;
  readonly refusal: GatewayLogEntry['refusal'];
}

/**
 * Creates a REST API of API Gateway on this machine. The model sets its routes, authorization, throttling and gateway
 * responses. It rejects requests in the order 404, 401, 403, 429, 413.
 *
 * Two responses are AWS's own, and no model can change them: 413 for a body of more than 10,485,760 bytes, and 413 for an
 * event of more than 6,291,456 bytes.
 *
 * @param functions the function to call for each function id of the model
 * @returns a listener for both 'request' and 'checkContinue'
 */
export function createGateway(
  model: GatewayModel,
  functions: Readonly<Record<string, Invoker>>,
  options: GatewayOptions = {},
): RequestListener {
  const clock = options.clock ?? systemClock;
  const invoker = (id: string): Invoker => {
    const invoke = functions[id];
    if (invoke === undefined) throw new Error(`The model names a function ${id}, which is not there.`);
    return invoke;
  };
  for (const { functionId } of model.routes) if (functionId !== null) invoker(functionId);
  const authorizer =
    model.authorizer && new AuthorizerCall(model.authorizer, invoker(model.authorizer.functionId), clock);
  const plans = new UsagePlans(model, clock(), options.runTimeKeys);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new Exchange(model, request, response, clock());
    const started = performance.now();
    const { answer, refusal } = await outcomeOf(exchange).catch((error: unknown) => {
      if (request.socket.destroyed) throw error;
      return exchange.refuse('API_CONFIGURATION_ERROR');
    });
    await exchange.send(answer);
    options.log?.({
      requestId: exchange.requestId,
      method: exchange.method,
      route: exchange.match?.route.path ?? null,
      statusCode: answer.statusCode,
      milliseconds: Math.round(performance.now() - started),
      envelope: envelopeIn(answer),
      refusal,
    });
  }

  async function outcomeOf(exchange: Exchange): Promise<Outcome> {
    const { match } = exchange;
    if (match === null) return exchange.refuse('MISSING_AUTHENTICATION_TOKEN');
    const { route } = match;

    let authorization: Authorization | null = null;
    if (route.authorized) {
      const arn = methodArn(model.stageName, exchange.method, match.path);
      const judged = await authorizer?.authorize(exchange.request.headers.authorization, arn);
      if (judged === undefined) return exchange.refuse('AUTHORIZER_CONFIGURATION_ERROR');
      if (typeof judged === 'string') return exchange.refuse(judged);
      authorization = judged;
    }

    const key = route.apiKeyRequired ? apiKey(exchange.request, authorization) : undefined;
    const refusal = plans.count(key, exchange.arrived, route);
    options.counted?.(exchange.arrived);
    if (refusal !== null) return exchange.refuse(refusal);

    const body = await exchange.body();
    if (body === null) return BODY_TOO_LARGE;
    if (route.functionId === null) return exchange.mock(route.mock);

    const binary = isBinary(exchange.request.headers['content-type'], model.binaryMediaTypes);
    const event = proxyEvent(exchange.request, exchange.facts(match, authorization), body, binary);
    const json = JSON.stringify(event);
    if (Buffer.byteLength(json) > AWS_EVENT_BYTES) return EVENT_TOO_LARGE;

    const { accept } = exchange.request.headers;
    const types = model.binaryMediaTypes;
    const answer = await integrate(invoker(route.functionId), JSON.parse(json), route.timeoutMs, accept, types);
    return typeof answer === 'string' ? exchange.refuse(answer) : { answer, refusal: null };
  }

  function apiKey(request: IncomingMessage, authorization: Authorization | null): string | null {
    if (model.apiKeySource === 'AUTHORIZER') return authorization?.usageKey ?? null;
    const header = request.headers['x-api-key'];
    return typeof header === 'string' ? header : null;
  }

  return (request, response) => {
    handle(request, response).catch(() => {
      // The caller closed the connection, so nobody waits for a response.
      response.destroy();
    });
  };
}

/** Details have at most about 100,000 characters. */
const MAX_ENVELOPE_CHARACTERS = 200_000;

function envelopeIn({ headers, body }: Answer): Envelope<unknown> | null {
  if (headers['content-type'] !== 'application/json' || typeof body !== 'string') return null;
  if (body === '' || body.length > MAX_ENVELOPE_CHARACTERS) return null;
  try {
    const value = JSON.parse(body);
    return Array.isArray(value?.messages) ? value : null;
  } catch {
    return null;
  }
}

/** AWS sends this response without a request id (an observed one: https://github.com/koki-develop/lgtm-generator/issues/10). */
const BODY_TOO_LARGE: Outcome = {
  answer: {
    statusCode: 413,
    headers: { 'content-type': 'text/plain' },
    body: `HTTP content length exceeded ${AWS_BODY_BYTES} bytes.`,
  },
  refusal: 'BODY_TOO_LARGE',
};

const EVENT_TOO_LARGE: Outcome = {
  answer: {
    statusCode: 413,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'BadRequestException' },
    body: '{"message":"Request Too Long"}',
  },
  refusal: 'EVENT_TOO_LARGE',
};

/** One request and its response. */
class Exchange {
  readonly requestId = randomUUID();
  readonly extendedRequestId = randomBytes(11).toString('base64');
  readonly time = Date.now();
  /**
   * Milliseconds by the gateway's clock. The throttles use this time, not the time at which the authorizer returns. On a slow
   * machine a burst would otherwise seem to last longer, and more of its requests would pass than on AWS.
   */
  readonly arrived: number;
  readonly method: string;
  readonly match: RouteMatch | null;
  readonly request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #model: GatewayModel;
  readonly #search: string;
  /** The caller waits for `100 Continue` before it sends the body. */
  #waits: boolean;

  constructor(model: GatewayModel, request: IncomingMessage, response: ServerResponse, arrived: number) {
    this.#model = model;
    this.arrived = arrived;
    this.request = request;
    this.#response = response;
    this.method = request.method ?? 'GET';
    const [path = '/', ...search] = (request.url ?? '/').split('?');
    this.#search = search.join('?');
    this.match = findRoute(model.routes, model.stageName, this.method, path);
    this.#waits = request.headers.expect?.toLowerCase() === '100-continue';
    response.on('error', () => {});
  }

  refuse(type: RefusalType): Outcome {
    const resourcePath = this.match?.route.path ?? '';
    const answer = gatewayResponse(this.#model, type, {
      requestId: this.requestId,
      extendedRequestId: this.extendedRequestId,
      stage: this.#model.stageName,
      httpMethod: this.method,
      resourcePath,
    });
    return { answer, refusal: type };
  }

  mock(answer: Answer | undefined): Outcome {
    return answer === undefined ? this.refuse('API_CONFIGURATION_ERROR') : { answer, refusal: null };
  }

  body(): Promise<Buffer | null> {
    const declared = Number(this.request.headers['content-length'] ?? 0);
    if (this.#waits && declared <= AWS_BODY_BYTES) {
      this.#response.writeContinue();
      this.#waits = false;
    }
    return readBody(this.request);
  }

  facts(match: RouteMatch, authorization: Authorization | null) {
    return {
      requestId: this.requestId,
      extendedRequestId: this.extendedRequestId,
      time: this.time,
      stage: this.#model.stageName,
      match,
      search: this.#search,
      authorizer: authorization?.context ?? null,
    };
  }

  async send(answer: Answer): Promise<void> {
    // A caller that waits has not sent a body and does not need to. All others may finish.
    const finished = this.#waits ? false : await drain(this.request);
    const response = this.#response;
    if (response.destroyed) return;
    response.statusCode = answer.statusCode;
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    if (answer !== BODY_TOO_LARGE.answer) response.setHeader('x-amzn-requestid', this.requestId);
    if (!finished) response.setHeader('connection', 'close');
    response.setHeader('content-length', Buffer.byteLength(answer.body));
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
      response.end(answer.body, resolve);
    });
    if (!finished) this.request.destroy();
  }
}
