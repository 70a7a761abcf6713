import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { limitName } from '../../lambda/authorizer/client-limits.ts';
import { firstMinute } from '../cli/first-minute.ts';
import type { Api } from './api/api.ts';
import type { CustomDomain } from './api/custom-domain.ts';
import type { UsagePlans } from './clients/usage-plans.ts';
import type { AuditExport } from './export/audit-export.ts';
import type { AuthorizerFunction } from './functions/authorizer-function.ts';
import type { CompareFunction } from './functions/compare-function.ts';
import type { TokenIssuer } from './issuer/token-issuer.ts';

/** What the outputs tell of. */
export interface ServiceParts {
  readonly baseUrl: string;
  readonly auditTable: TableV2;
  readonly api: Api;
  readonly authorizer: AuthorizerFunction;
  readonly compare: CompareFunction;
  readonly domain: CustomDomain | null;
  readonly export: AuditExport | null;
  readonly issuer: TokenIssuer | null;
  readonly usagePlans: UsagePlans;
}

/** Value and description of outputs by name. */
type Outputs = Readonly<Record<string, readonly [value: string, description?: string]>>;

/** Returns what the commands and the people that operate the service need to know of a stack. */
export function serviceOutputs(parts: ServiceParts): Outputs {
  const { api, auditTable, baseUrl, compare, authorizer, domain, export: daily } = parts;
  return {
    BaseUrl: [baseUrl, 'POST two photos to this URL + /ExtFaceComparison/Compare'],
    ApiId: [api.restApi.restApiId, 'REST API'],
    AuditTableName: [auditTable.tableName, 'Audit items'],
    CompareFunctionName: [compare.function.functionName],
    AuthorizerFunctionName: [authorizer.function.functionName],
    CompareLogGroup: [compare.logs.logGroupName],
    AuthorizerLogGroup: [authorizer.logs.logGroupName],
    AccessLogGroup: [api.accessLog.logGroupName],
    ...(daily === null
      ? {}
      : {
          AuditExportBucketName: [daily.bucket.bucketName, 'Audit items of each day'],
          AuditExportStateMachine: [daily.stateMachine.stateMachineArn],
        }),
    ...(domain === null
      ? {}
      : {
          CustomDomainTarget: [
            domain.domain.domainNameAliasDomainName,
            `Point a CNAME or alias record of ${baseUrl.slice('https://'.length)} here`,
          ],
        }),
    ...issuerOutputs(parts),
  };
}

/** What applications and `npm run apps` need to know; nothing with an external issuer. */
function issuerOutputs({ baseUrl, issuer, usagePlans }: ServiceParts): Outputs {
  if (issuer === null) return {};
  const first = firstMinute(baseUrl, { appId: 'APP_ID', appSecret: 'APP_SECRET', tenantId: 'TENANT_ID' });
  return {
    FirstApplication: ['npm run -s apps -- create demo', 'Makes an application and prints its credentials once'],
    FirstToken: [first.token, 'A token for that application'],
    FirstComparison: [first.comparison, 'A comparison with that token'],
    ApplicationsTableName: [issuer.applications.tableName, 'Applications'],
    IssuerFunctionName: [issuer.function.functionName],
    IssuerLogGroup: [issuer.logs.logGroupName],
    TokenSeconds: [String(issuer.tokenLife.toSeconds()), "Life of an application's token in seconds"],
    StageLimit: [limitName(usagePlans.stageLimit), 'Requests per second and burst of all callers together'],
    UsageSalt: [usagePlans.salt, 'What npm run apps computes API keys with; it opens nothing'],
  };
}
