import { Duration } from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Settings } from '../settings/read-settings.ts';
import { functionRole } from './function-role.ts';
import { logGroup } from './log-group.ts';

/** The function that serves the playground page and the OpenAPI document. It may write its own log and nothing else. */
export class PlaygroundFunction extends Construct {
  readonly function: LambdaFunction;

  /** @param code folder with the bundled `index.mjs` and `page.html` */
  constructor(scope: Construct, id: string, code: string, settings: Settings) {
    super(scope, id);
    const logs = logGroup(this, 'Logs');
    this.function = new LambdaFunction(this, 'Function', {
      description: 'Serves the playground page and the OpenAPI document',
      runtime: Runtime.NODEJS_24_X,
      architecture: settings.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      memorySize: 256,
      timeout: Duration.seconds(5),
      role: functionRole(this, 'Role', logs),
      logGroup: logs,
      environment: { MAX_FILE_BYTES: String(settings.maxFileBytes) },
    });
  }
}
