import type { APIGatewayProxyResult } from 'aws-lambda';
import packageJson from '../../package.json' with { type: 'json' };
import { HEALTHY, type Health, UNHEALTHY, UNHEALTHY_STATUS } from '../contract/health.ts';
import type { EngineVersion } from '../face/comparison.ts';
import { answered } from './answer.ts';
import type { EnvironmentHealth } from './environment/environment-health.ts';
import type { RequestRecord } from './request.ts';

/**
 * Returns the response to `GET /health`: whether this environment can compare, and with what.
 *
 * @param loaded what the engine was made of; `null` where it could not be loaded
 * @param now milliseconds since 1970
 */
export function health(
  record: RequestRecord,
  environment: EnvironmentHealth,
  loaded: EngineVersion | null,
  now: number,
): APIGatewayProxyResult {
  const reasons = [...(loaded === null ? (['models'] as const) : []), ...environment.reasons(now)];
  const result: Health = {
    version: packageJson.version,
    pack: loaded?.pack ?? null,
    calibrationVersion: loaded?.calibration ?? null,
    ...environment.auditStore(),
  };
  return reasons.length === 0
    ? answered(record, 200, [HEALTHY], result)
    : answered(
        record,
        UNHEALTHY_STATUS,
        reasons.map((reason) => UNHEALTHY[reason]),
        result,
      );
}
