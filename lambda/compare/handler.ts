import { endQuietlyOnCrash } from '../errors/crash.ts';
import { errorName } from '../errors/error-name.ts';
import { createFaceEngine } from '../face/engine.ts';
import { phases } from '../face/phases.ts';
import { createHandler } from './compare.ts';
import { loadOnce } from './load-once.ts';
import { writeLine } from './log.ts';
import { readSettings } from './settings.ts';
// After all others, so that the phase that it begins is that of the AWS client alone.
import './aws-client-phase.ts';
import { createAuditClient, DynamoDbAuditStore } from './audit.ts';

/** Entry point of the compare function: settings, models and connections are made here, once for each environment. */
const settings = readSettings(process.env);
endQuietlyOnCrash(process.env);

const engine = loadOnce(() =>
  createFaceEngine({
    modelsDir: settings.modelsDir,
    pack: settings.pack,
    ...(settings.calibrationFile === null ? {} : { calibrationFile: settings.calibrationFile }),
    ...(settings.threads === null ? {} : { threads: settings.threads }),
  }),
);

const audit = new DynamoDbAuditStore(createAuditClient(), settings.auditTable);
phases.publish('our bundle');

export const handler = createHandler({
  settings,
  engine,
  audit,
  clock: Date.now,
  log: writeLine,
});

// Lambda's initialization has more processor time than a request: load and connect now. Where that fails the requests try
// again and answer 500 meanwhile. The errors are about the deployment; there is no request yet they could quote.
const failed = (reason: string, error: unknown, detail: string | null) =>
  writeLine({ level: 'ERROR', message: 'init', reason, errorName: errorName(error), detail });
phases.publish('models');
const loading = engine().catch((error) => failed('engine-load', error, error instanceof Error ? error.message : null));
phases.publish('AWS client');
const connecting = audit.connect().catch((error) => failed('audit-connection', error, null));
await Promise.all([loading, connecting]);
