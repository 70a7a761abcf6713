import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { limitName } from '../../lambda/authorizer/client-limits.ts';
import { firstMinute } from '../cli/first-minute.ts';
import { identityGuard } from './clients/identity-guard.ts';
import { FaceComparison } from './face-comparison.ts';
import type { FunctionCode } from './props.ts';
import { propsOf } from './props-of-settings.ts';
import type { Settings } from './settings/read-settings.ts';

export interface FaceComparisonStackProps extends StackProps {
  readonly settings: Settings;
  readonly code: FunctionCode;
}

/** The service as its own stack: made from settings, with outputs for the commands and the people that operate it. */
export class FaceComparisonStack extends Stack {
  readonly service: FaceComparison;

  constructor(scope: Construct, id: string, { settings, code, ...props }: FaceComparisonStackProps) {
    super(scope, id, { description: 'Face comparison API', ...props });
    identityGuard(this, settings.issuer === null ? 'builtin' : 'external');
    if (settings.permissionsBoundary !== null) {
      const policy = ManagedPolicy.fromManagedPolicyArn(this, 'Boundary', settings.permissionsBoundary);
      PermissionsBoundary.of(this).apply(policy);
    }
    for (const [name, value] of Object.entries(settings.tags)) Tags.of(this).add(name, value);
    // CDK leaves the name "Default" out of the ids of resources.
    this.service = new FaceComparison(this, 'Default', { ...propsOf(this, settings), code });
    this.#outputs(serviceOutputs(this.service));
    this.#outputs(issuerOutputs(this.service, settings));
  }

  /** @param outputs value and description by name */
  #outputs(outputs: Outputs): void {
    for (const [name, [value, description]] of Object.entries(outputs)) {
      new CfnOutput(this, name, { value, ...(description === undefined ? {} : { description }) });
    }
  }
}

type Outputs = Readonly<Record<string, readonly [value: string, description?: string]>>;

function serviceOutputs({ api, auditTable, baseUrl, parts }: FaceComparison): Outputs {
  const { compare, authorizer, domain } = parts;
  return {
    BaseUrl: [baseUrl, 'POST two photos to this URL + /ExtFaceComparison/Compare'],
    ApiId: [api.restApiId, 'REST API'],
    AuditTableName: [auditTable.tableName, 'Audit items'],
    CompareFunctionName: [compare.function.functionName],
    AuthorizerFunctionName: [authorizer.function.functionName],
    CompareLogGroup: [compare.logs.logGroupName],
    AuthorizerLogGroup: [authorizer.logs.logGroupName],
    AccessLogGroup: [parts.api.accessLog.logGroupName],
    ...(parts.export === null
      ? {}
      : {
          AuditExportBucketName: [parts.export.bucket.bucketName, 'Audit items of each day'] as const,
          AuditExportStateMachine: [parts.export.stateMachine.stateMachineArn] as const,
        }),
    ...(domain === null
      ? {}
      : {
          CustomDomainTarget: [
            domain.domain.domainNameAliasDomainName,
            `Point a CNAME or alias record of ${baseUrl.slice('https://'.length)} here`,
          ],
        }),
  };
}

/** What applications and `npm run apps` need to know; nothing with an external issuer. */
function issuerOutputs({ baseUrl, parts }: FaceComparison, settings: Settings): Outputs {
  const { issuer, usagePlans } = parts;
  if (issuer === null) return {};
  const first = firstMinute(baseUrl, { appId: 'APP_ID', appSecret: 'APP_SECRET', tenantId: 'TENANT_ID' });
  return {
    FirstApplication: ['npm run -s apps -- create demo', 'Makes an application and prints its credentials once'],
    FirstToken: [first.token, 'A token for that application'],
    FirstComparison: [first.comparison, 'A comparison with that token'],
    ApplicationsTableName: [issuer.applications.tableName, 'Applications'],
    IssuerFunctionName: [issuer.function.functionName],
    IssuerLogGroup: [issuer.logs.logGroupName],
    TokenSeconds: [String(settings.tokenSeconds), "Life of an application's token in seconds"],
    StageLimit: [limitName(usagePlans.stageLimit), 'Requests per second and burst of all callers together'],
    UsageSalt: [usagePlans.salt, 'What npm run apps computes API keys with; it opens nothing'],
  };
}
