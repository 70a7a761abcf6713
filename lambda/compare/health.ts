import type { APIGatewayProxyResult } from 'aws-lambda';
import packageJson from '../../package.json' with { type: 'json' };
import type { FaceEngine } from '../face/comparison.ts';
import { success } from './answer.ts';
import type { RequestRecord } from './request.ts';

/** `result` of `GET /health`. */
interface Health {
  /** Of this project. */
  readonly version: string;
  readonly pack: string;
  readonly calibrationVersion: string;
}

/** The answer to `GET /health`: the models are loaded, and which they are. */
export function health(record: RequestRecord, engine: FaceEngine): APIGatewayProxyResult {
  const result: Health = {
    version: packageJson.version,
    pack: engine.version.pack,
    calibrationVersion: engine.version.calibration,
  };
  return success(record, ['Healthy'], result);
}
