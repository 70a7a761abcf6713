import { Duration } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Identity } from '../clients/identity.ts';
import { SETTINGS } from '../settings/settings.ts';
import { acknowledgeFunction } from './acknowledged.ts';
import { functionRole } from './function-role.ts';
import { logGroup } from './log-group.ts';
import { functionOptions, type Surroundings } from './surroundings.ts';

export interface PlaygroundFunctionProps {
  /** Folder with the bundled `index.mjs` and `page.html`. */
  readonly code: string;
  readonly surroundings: Surroundings;
  /** Largest image in bytes, which the page shows. Default: 4,000,000. */
  readonly maxFileBytes?: number | undefined;
  /** Whose tokens the API accepts. The page uses it to check the claims of a pasted token. */
  readonly identity: Identity;
}

/** The function that serves the playground page and the OpenAPI document. It may only write its own log. */
export class PlaygroundFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { code, surroundings, maxFileBytes, identity }: PlaygroundFunctionProps) {
    super(scope, id);
    const logs = logGroup(this, 'Logs', surroundings);
    this.function = new LambdaFunction(this, 'Function', {
      description: 'Serves the playground page and the OpenAPI document',
      ...functionOptions(surroundings),
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      memorySize: 256,
      timeout: Duration.seconds(5),
      role: functionRole(this, 'Role', { logs, surroundings }),
      logGroup: logs,
      environment: {
        MAX_FILE_BYTES: String(maxFileBytes ?? SETTINGS.maxFileBytes.defaultValue),
        SERVICES_CLAIM: identity.servicesClaim,
        CLIENT_CLAIM: identity.clientClaim,
      },
    });
    acknowledgeFunction(this, this.function, surroundings);
  }
}
