import { Duration } from 'aws-cdk-lib';
import { TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BEARER_PATTERN } from '../../../lambda/authorizer/bearer.ts';
import type { ClientRate } from '../settings/checks.ts';
import { acknowledgeFunction } from './acknowledged.ts';
import { authorizerCode } from './authorizer-code.ts';
import { functionRole } from './function-role.ts';
import { logGroup } from './log-group.ts';
import { functionOptions, type Surroundings } from './surroundings.ts';

export interface AuthorizerFunctionProps {
  /** Folder with the bundled `index.mjs`. */
  readonly code: string;
  readonly surroundings: Surroundings;
  /** Whose tokens it accepts, and which claims it reads. */
  readonly tokens: TokenChecks;
  /** Which keys of usage plans it names. */
  readonly usage: { readonly salt: string; readonly sharedKey: string };
  /** Clients with their own limits. */
  readonly clients: Readonly<Record<string, ClientRate>>;
}

/** Whose tokens the authorizer accepts: the variables for this, and the permissions besides writing its log. */
export interface TokenChecks {
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: Readonly<Record<string, PolicyStatement>>;
}

/** The function that verifies bearer tokens, and the API Gateway authorizer that calls it. */
export class AuthorizerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly authorizer: TokenAuthorizer;
  readonly logs: LogGroup;

  constructor(scope: Construct, id: string, { code, surroundings, tokens, usage, clients }: AuthorizerFunctionProps) {
    super(scope, id);
    this.logs = logGroup(this, 'Logs', surroundings);
    this.function = new LambdaFunction(this, 'Function', {
      description: 'Verifies the bearer token of a request',
      ...functionOptions(surroundings),
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: authorizerCode(this, code, clients),
      memorySize: 256,
      // A request to a slow issuer times out after 3 s; the rest is for a cold start.
      timeout: Duration.seconds(10),
      role: functionRole(this, 'Role', { logs: this.logs, surroundings, statements: tokens.statements }),
      logGroup: this.logs,
      environment: { ...tokens.environment, USAGE_KEY: usage.sharedKey, USAGE_SALT: usage.salt },
    });
    acknowledgeFunction(this, this.function, surroundings);
    this.authorizer = new TokenAuthorizer(this, 'Authorizer', {
      handler: this.function,
      // A header without this form gets 401 without a call of the function.
      validationRegex: BEARER_PATTERN,
      // A cached result would outlive the token and a changed limit.
      resultsCacheTtl: Duration.seconds(0),
    });
  }
}
