import { Duration } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ApiPart } from '../../../lambda/contract/routes.ts';
import { acknowledgeFunction } from './acknowledged.ts';
import { functionRole } from './function-role.ts';
import { logGroup } from './log-group.ts';
import { functionOptions, type Surroundings } from './surroundings.ts';

export interface CatchAllFunctionProps {
  /** Folder with the bundled `index.mjs`. */
  readonly code: string;
  readonly surroundings: Surroundings;
  /** Parts of the API that the deployment has. */
  readonly parts: readonly ApiPart[];
  /** Origin whose pages may read a 404; `null` where none may. */
  readonly allowedOrigin: string | null;
}

/**
 * The function behind `GET /` and behind every request that no other route takes. It is as small as a function can be, because
 * anybody may call it. It may write its own log and nothing else.
 */
export class CatchAllFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { code, surroundings, parts, allowedOrigin }: CatchAllFunctionProps) {
    super(scope, id);
    const logs = logGroup(this, 'Logs', surroundings);
    this.function = new LambdaFunction(this, 'Function', {
      description: 'Names the routes of the API, and says what is wrong with any other request',
      ...functionOptions(surroundings),
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      memorySize: 128,
      timeout: Duration.seconds(5),
      role: functionRole(this, 'Role', { logs, surroundings }),
      logGroup: logs,
      environment: {
        API_PARTS: parts.join(),
        ...(allowedOrigin === null ? {} : { ALLOWED_ORIGIN: allowedOrigin }),
      },
    });
    acknowledgeFunction(this, this.function, surroundings);
  }
}
