import { endQuietlyOnCrash } from '../crash.ts';
import { createFaceEngine } from '../face/engine.ts';
import { createAuditClient, DynamoDbAuditStore } from './audit.ts';
import { createHandler } from './compare.ts';
import { loadOnce } from './load-once.ts';
import { writeLine } from './log.ts';
import { errorName } from './request-failure.ts';
import { readSettings } from './settings.ts';

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

export const handler = createHandler({
  settings,
  engine,
  audit: new DynamoDbAuditStore(createAuditClient(), settings.auditTable),
  clock: Date.now,
  log: writeLine,
});

// Lambda's initialization has more processor time than a request: load now. When that fails the requests try again and
// answer 500 meanwhile. The error's message is about files of the deployment; there is no request yet it could quote.
await engine().catch((error: unknown) =>
  writeLine({
    level: 'ERROR',
    message: 'init',
    reason: 'engine-load',
    errorName: errorName(error),
    detail: error instanceof Error ? error.message : null,
  }),
);
