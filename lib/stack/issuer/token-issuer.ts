import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Identity } from '../clients/identity.ts';
import { acknowledgeFunction } from '../functions/acknowledged.ts';
import { functionRole } from '../functions/function-role.ts';
import { logGroup } from '../functions/log-group.ts';
import { functionOptions, type Surroundings } from '../functions/surroundings.ts';
import { signingKeys } from './signing-keys.ts';
import { applicationsTable, sessionsTable } from './tables.ts';

export interface TokenIssuerProps {
  /** Folder with the bundled `index.mjs`. */
  readonly code: string;
  readonly surroundings: Surroundings;
  readonly identity: Pick<Identity, 'signingKeys' | 'tokenLife'>;
  /** Whether DynamoDB protects the table of applications from deletion. */
  readonly deletionProtection: boolean;
}

/** The issuer of the stack's own tokens: keys, applications, sessions, and the function that issues tokens. */
export class TokenIssuer extends Construct {
  readonly function: LambdaFunction;
  readonly logs: LogGroup;
  /** Signing keys. The issuer signs with the first one. */
  readonly keys: readonly Key[];
  readonly applications: TableV2;
  readonly sessions: TableV2;
  /** Lifetime of an application's token. */
  readonly tokenLife: Duration;

  constructor(scope: Construct, id: string, { code, surroundings, identity, deletionProtection }: TokenIssuerProps) {
    super(scope, id);
    this.tokenLife = identity.tokenLife;
    this.keys = signingKeys(this, identity.signingKeys);
    this.applications = applicationsTable(this, { surroundings, deletionProtection });
    this.sessions = sessionsTable(this, surroundings);
    this.logs = logGroup(this, 'Logs', surroundings);
    this.function = new LambdaFunction(this, 'Function', {
      description: 'Gives out tokens to applications',
      ...functionOptions(surroundings),
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      memorySize: 256,
      // A read and a signature time out after 3 s each; the rest is for a cold start.
      timeout: Duration.seconds(10),
      role: functionRole(this, 'Role', {
        logs: this.logs,
        surroundings,
        statements: {
          ReadApplication: new PolicyStatement({
            actions: ['dynamodb:GetItem'],
            resources: [this.applications.tableArn],
          }),
          Sign: new PolicyStatement({ actions: ['kms:Sign'], resources: [this.keys[0]!.keyArn] }),
          PublishKeys: readPublicKeys(this.keys),
        },
      }),
      logGroup: this.logs,
      environment: {
        APPS_TABLE: this.applications.tableName,
        SIGNING_KEYS: keyArns(this.keys),
        TOKEN_SECONDS: String(this.tokenLife.toSeconds()),
      },
    });
    acknowledgeFunction(this, this.function, surroundings);
  }
}

/** Returns the permission to read the public halves of keys, which the key set publishes anyway. */
export function readPublicKeys(keys: readonly Key[]): PolicyStatement {
  return new PolicyStatement({ actions: ['kms:GetPublicKey'], resources: keys.map(({ keyArn }) => keyArn) });
}

/** Returns the ARNs in the form of a function's variable. */
export function keyArns(keys: readonly Key[]): string {
  return keys.map(({ keyArn }) => keyArn).join(',');
}
