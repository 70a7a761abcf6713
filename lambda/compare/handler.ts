import { endQuietlyOnCrash } from '../errors/crash.ts';
import { errorName } from '../errors/error-name.ts';
import { createFaceEngine } from '../face/engine.ts';
import { phases } from '../face/phases.ts';
import { createHandler } from './compare.ts';
import { endAfterAnswer } from './environment/end-environment.ts';
import { EnvironmentHealth } from './environment/environment-health.ts';
import { loadOnce } from './environment/load-once.ts';
import { writeLine } from './log.ts';
import { readSettings } from './settings.ts';
// This import is the last one, so that the phase that it begins covers the AWS client alone. With `await import('./audit.ts')`
// instead, the bundle grows by an eighth, because esbuild keeps what it would otherwise drop.
import './environment/aws-client-phase.ts';
import { createAuditClient, DynamoDbAuditStore } from './audit.ts';
import { DynamoDbSessionCounter } from './environment/sessions.ts';
import { Idempotency } from './idempotency/idempotency.ts';
import { DynamoDbIdempotencyStore } from './idempotency-store.ts';

endQuietlyOnCrash(process.env);

// The entry point of the compare function. It makes settings, models and connections once for each environment.
const settings = readSettings(process.env);

const engine = loadOnce(() =>
  createFaceEngine({
    modelsDir: settings.modelsDir,
    pack: settings.pack,
    researchModels: settings.researchModels,
    maxFaces: settings.maxFaces,
    similarityDecimals: settings.similarityDecimals,
    randomPairs: settings.randomPairCalibration,
    ...(settings.calibrationFile === null ? {} : { calibrationFile: settings.calibrationFile }),
    ...(settings.threads === null ? {} : { threads: settings.threads }),
  }),
);

const client = createAuditClient();
const audit = new DynamoDbAuditStore(client, settings.auditTable);
phases.publish('our bundle');

const health = new EnvironmentHealth();

export const handler = createHandler({
  settings,
  engine,
  audit,
  sessions: settings.sessionsTable === null ? null : new DynamoDbSessionCounter(client, settings.sessionsTable),
  idempotency:
    settings.idempotencyTable === null
      ? null
      : new Idempotency(new DynamoDbIdempotencyStore(client, settings.idempotencyTable, settings.auditTable), Date.now),
  health,
  // Only in Lambda's runtime; elsewhere the process belongs to someone else.
  ...(process.env.AWS_LAMBDA_RUNTIME_API === undefined ? {} : { endEnvironment: () => endAfterAnswer() }),
  clock: Date.now,
  log: writeLine,
});

// Lambda's initialization has more processor time than a request, so the function loads and connects now. If that
// fails, each request tries again, and gets a 500 until it works. These messages may be logged: no request has come yet that
// they could quote.
const failed = (reason: string, error: unknown, detail: string | null) =>
  writeLine({ level: 'ERROR', message: 'init', reason, errorName: errorName(error), detail });
phases.publish('models');
const loading = engine().catch((error) => failed('engine-load', error, error instanceof Error ? error.message : null));
phases.publish('AWS client');
const connecting = audit.connect().then(
  () => health.auditWrite(true, Date.now()),
  (error) => {
    health.auditWrite(false, Date.now());
    failed('audit-connection', error, null);
  },
);
await Promise.all([loading, connecting]);
