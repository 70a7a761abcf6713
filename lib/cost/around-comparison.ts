import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { DynamoDbAuditStore } from '../../lambda/compare/audit.ts';
import { createHandler } from '../../lambda/compare/compare.ts';
import { readSettings } from '../../lambda/compare/settings.ts';
import type { FaceEngine } from '../../lambda/face/comparison.ts';
import { createFaceEngine } from '../../lambda/face/engine.ts';
import { compareEvent } from '../bench/cold/invocation-event.ts';

const WARM_UP = 60;
const RUNS = 120;
/** The part of Lambda's context that the function reads. */
const CONTEXT = { getRemainingTimeInMillis: () => 10_000 } as Context;

/**
 * Returns the average processor time in milliseconds that the compare function takes for everything but the comparison: it reads
 * the event from JSON, decodes the body from base64, parses the form, has AWS's client make and sign the audit item, and writes the
 * response as JSON. The function's own modules do the work. Only the engine, which always returns the same result, and
 * DynamoDB's connection are stand-ins.
 *
 * @param pair the two images; only their size matters
 * @throws Error when the function returns a status other than 200
 */
export async function measureAround(pair: readonly [Buffer, Buffer], modelsDir: string): Promise<number> {
  const engine = await createFaceEngine({ modelsDir });
  try {
    const comparison = await engine.compare(...pair);
    return await aroundCpuMs(pair, { ...engine, version: engine.version, compare: async () => comparison });
  } finally {
    await engine.release();
  }
}

/** Returns the same for an engine that takes no time. */
export async function aroundCpuMs(
  [first, second]: readonly [Buffer, Buffer],
  engine: Pick<FaceEngine, 'version' | 'compare'>,
  runs = RUNS,
): Promise<number> {
  const handler = createHandler({
    settings: readSettings({ AUDIT_TABLE: 'audit' }),
    engine: async () => engine as FaceEngine,
    audit: new DynamoDbAuditStore(answeringClient(), 'audit'),
    clock: Date.now,
    log: (line) => void JSON.stringify(line),
  });
  const bytes = Buffer.from(JSON.stringify(await compareEvent(first, second)));
  const invoke = async (): Promise<void> => {
    const event = JSON.parse(bytes.toString()) as APIGatewayProxyEvent;
    const { statusCode } = JSON.parse(JSON.stringify(await handler(withNewId(event), CONTEXT))) as {
      statusCode: number;
    };
    if (statusCode !== 200) throw new Error(`The function returned ${statusCode}.`);
  };
  for (let i = 0; i < WARM_UP; i++) await invoke();
  const before = process.cpuUsage();
  for (let i = 0; i < runs; i++) await invoke();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / runs;
}

function withNewId(event: APIGatewayProxyEvent): APIGatewayProxyEvent {
  return { ...event, requestContext: { ...event.requestContext, requestId: randomUUID() } };
}

/** Returns a client that makes and signs requests as usual, but sends none and reports success for each. */
function answeringClient(): DynamoDBClient {
  return new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: {
      handle: async () => ({
        response: {
          statusCode: 200,
          headers: { 'content-type': 'application/x-amz-json-1.0' },
          body: Readable.from([Buffer.from('{}')]),
        },
      }),
    },
  });
}
