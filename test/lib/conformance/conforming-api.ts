import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { createHandler } from '../../../lambda/compare/compare.ts';
import { Idempotency } from '../../../lambda/compare/idempotency/idempotency.ts';
import { readSettings } from '../../../lambda/compare/settings.ts';
import type { Comparison, FaceEngine } from '../../../lambda/face/comparison.ts';
import { createFaceEngine } from '../../../lambda/face/engine.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import type { AppCredentials } from '../../../lib/cli/first-minute.ts';
import { isIssuer } from '../../../lib/local/gateway/gateway-model.ts';
import { startLocalApi } from '../../../lib/local/local-api.ts';
import { MemoryIdempotencyStore } from '../../lambda/compare/idempotency/memory-store.ts';
import { COMPARE_FUNCTION, defaultModel } from '../../support/default-model.ts';
import { lambdaContext } from '../../support/events.ts';
import { TEST_KEY } from '../../support/gateway.ts';
import { tokenFunctions } from '../../support/token-functions.ts';

/** An API that keeps the contract but for its rate limit, which is out of reach. */
export interface ConformingApi {
  readonly url: string;
  readonly token: string;
  readonly tokenWithoutExternal: string;
  readonly app: AppCredentials;
  close(): Promise<void>;
}

/** Starts it: everything is real, but the engine looks at a pair of images once only and audit items are dropped.
 *
 * @param builtIn whether it issues its own tokens
 */
export async function startConformingApi(builtIn = true): Promise<ConformingApi> {
  const dir = await mkdtemp(join(tmpdir(), 'face-conformance-'));
  const engine = remembering(await createFaceEngine({ modelsDir: MODELS_DIR }));
  const unlimited = { rateLimit: 100_000, burstLimit: 100_000 };
  const model = {
    ...defaultModel(TEST_KEY),
    routes: defaultModel(TEST_KEY)
      .routes.filter(({ path }) => builtIn || !isIssuer(path))
      .map((route) => ({ ...route, throttle: null })),
    usagePlans: [{ ...unlimited, keyValues: [TEST_KEY] }],
    stageThrottle: unlimited,
  };
  const api = await startLocalApi({
    port: 0,
    dir,
    model,
    functions: async (environment) => {
      const compare = createHandler({
        settings: readSettings(environment),
        engine: async () => engine,
        audit: { put: async () => {} },
        idempotency: new Idempotency(new MemoryIdempotencyStore(), Date.now),
        clock: Date.now,
        log: () => {},
      });
      return {
        ...tokenFunctions(environment),
        [COMPARE_FUNCTION]: (event) => compare(event as APIGatewayProxyEvent, lambdaContext()),
      };
    },
  });
  return {
    url: api.url,
    token: await api.token(),
    tokenWithoutExternal: await api.token({ external: false }),
    app: api.app,
    close: async () => {
      await api.close();
      await engine.release();
      await rm(dir, { recursive: true });
    },
  };
}

function remembering(engine: FaceEngine): FaceEngine {
  const known = new Map<string, Promise<Comparison>>();
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  return {
    version: engine.version,
    compare: (first, second) => {
      const key = `${digest(first)} ${digest(second)}`;
      const comparison = known.get(key) ?? engine.compare(first, second);
      known.set(key, comparison);
      return comparison;
    },
    release: () => engine.release(),
  };
}
