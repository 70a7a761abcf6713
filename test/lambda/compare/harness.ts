import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { AuditItem } from '../../../lambda/compare/audit-item.ts';
import { type CompareHandler, type CompareParts, createHandler } from '../../../lambda/compare/compare.ts';
import type { CompareSettings } from '../../../lambda/compare/settings.ts';
import type { Envelope } from '../../../lambda/contract/envelope.ts';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import {
  type Comparison,
  type FaceEngine,
  MAX_FACES,
  type PictureAnalysis,
  type PictureStatus,
} from '../../../lambda/face/comparison.ts';
import { lambdaContext, type ProxyRequest, proxyEvent } from '../../support/events.ts';
import { multipartBody, multipartType, type PartSpec, pictureParts } from '../../support/multipart.ts';

/** 2026-11-23T12:34:56.000Z */
export const NOW = Date.UTC(2026, 10, 23, 12, 34, 56);
export const CALLER = { principalId: 'client-1', client: 'client-1', exp: NOW / 1000 + 3600 };

export const SETTINGS: CompareSettings = {
  auditTable: 'audit',
  sessionsTable: null,
  idempotencyTable: null,
  threshold: 0.7,
  similarityDecimals: null,
  pack: 'retail-0095',
  researchModels: false,
  modelsDir: 'models',
  calibrationFile: null,
  randomPairCalibration: false,
  fullMetrics: true,
  maxFaces: MAX_FACES,
  maxFileBytes: 4_000_000,
  retentionDays: null,
  threads: null,
  corsOrigins: [],
  metricsNamespace: 'FaceComparison',
};

function picture(status: PictureStatus = 'Success'): PictureAnalysis {
  const face = {
    box: [10, 20, 100, 120],
    landmarks: [
      [40, 60],
      [80, 60],
      [60, 85],
      [45, 110],
      [75, 110],
    ],
    score: 0.9,
    quality: 0.8,
    measures: { sharpness: 0.5 },
  } as const;
  const found = status === 'Success' || status === 'LowQuality';
  return { status, width: 640, height: 480, facesFound: found ? 1 : 0, faces: found ? [face] : [] };
}

/** A comparison as an engine returns it; a `null` similarity means that there is no pair. */
export function comparison(
  similarity: number | null,
  statuses: readonly [PictureStatus, PictureStatus] = ['Success', 'Success'],
): Comparison {
  return {
    pictures: [picture(statuses[0]), picture(statuses[1])],
    pair:
      similarity === null
        ? null
        : {
            faces: [0, 0],
            cosine: 0.6,
            similarity,
            pairs: 1,
            falseMatchRatePerPair: 1e-5,
            falseMatchRate: 1e-5,
            randomPairFalseMatchRate: 1e-7,
            marginToSecond: null,
            similarities: [[similarity]],
          },
    samePicture: false,
    durations: { decode: 12.4, detect: 20.6, embed: 8.2 },
  };
}

/** An engine that keeps what it was given and returns `outcome`. */
export class FakeEngine implements FaceEngine {
  readonly version = { pack: 'retail-0095', models: ['yunet-n@104ee26c'], calibration: 'provisional-1' };
  readonly compared: (readonly [Uint8Array, Uint8Array])[] = [];
  outcome: Comparison | Error = comparison(0.96);

  async compare(first: Uint8Array, second: Uint8Array): Promise<Comparison> {
    this.compared.push([first, second]);
    if (this.outcome instanceof Error) throw this.outcome;
    return this.outcome;
  }

  async release(): Promise<void> {}
}

export interface Harness {
  /** Without a context there is enough time. */
  readonly handler: (event: APIGatewayProxyEvent, context?: Context) => Promise<APIGatewayProxyResult>;
  readonly engine: FakeEngine;
  readonly items: AuditItem[];
  readonly lines: Record<string, unknown>[];
}

/** The real handler with a fake engine and an audit store in memory. */
export function createHarness(parts: Partial<CompareParts> = {}): Harness {
  const engine = new FakeEngine();
  const items: AuditItem[] = [];
  const lines: Record<string, unknown>[] = [];
  const handler = createHandler({
    settings: SETTINGS,
    engine: async () => engine,
    audit: {
      put: async (item) => {
        items.push(item);
      },
    },
    clock: () => NOW,
    log: (line) => lines.push(line),
    ...parts,
  });
  return { handler: (event, context = lambdaContext()) => handler(event, context), engine, items, lines };
}

export const FIRST = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x0d, 0x0a, 0x2d, 0x2d, 0x80, 0xc3, 0x28]);
export const SECOND = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xfe]);

/** Returns the event of a comparison; by default one that succeeds. */
export function compareEvent(
  parts: readonly PartSpec[] = pictureParts(FIRST, SECOND),
  request: ProxyRequest = {},
): APIGatewayProxyEvent {
  return proxyEvent({
    method: 'POST',
    path: COMPARE_PATH,
    headers: { 'Content-Type': multipartType() },
    body: multipartBody(parts),
    authorizer: CALLER,
    ...request,
  });
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly envelope: Envelope<Record<string, unknown>>;
}

/** Calls the handler and reads the envelope; header names in lower case. */
export async function call(harness: { handler: CompareHandler }, event: APIGatewayProxyEvent): Promise<Answer> {
  const result = await harness.handler(event, lambdaContext());
  const headers = Object.entries(result.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { statusCode: result.statusCode, headers: Object.fromEntries(headers), envelope: JSON.parse(result.body) };
}

/** Sends parts and returns the response's status and messages. */
export async function send(parts: readonly PartSpec[], request: Parameters<typeof compareEvent>[1] = {}) {
  const harness = createHarness();
  const { statusCode, envelope } = await call(harness, compareEvent(parts, request));
  return { statusCode, messages: envelope.messages, compared: harness.engine.compared };
}

/** Sends these bytes as the body. */
export async function sendRaw(body: Buffer | string, contentType = multipartType()) {
  return send([], { body: Buffer.from(body), headers: { 'Content-Type': contentType } });
}

export const [LIVENESS, DOCUMENT] = pictureParts(FIRST, SECOND) as [PartSpec, PartSpec];
