import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { limitName } from '../../lambda/authorizer/client-limits.ts';
import { firstMinute } from '../cli/first-minute.ts';
import { Api } from './api/api.ts';
import { CustomDomain } from './api/custom-domain.ts';
import { AuditTable } from './audit-table.ts';
import { identityGuard, identityProvider } from './clients/identity-provider.ts';
import { stageThrottle, UsagePlans } from './clients/usage-plans.ts';
import { AuthorizerFunction } from './functions/authorizer-function.ts';
import { CompareFunction } from './functions/compare-function.ts';
import { PlaygroundFunction } from './functions/playground-function.ts';
import { tokenChecks } from './issuer/token-checks.ts';
import { TokenIssuer } from './issuer/token-issuer.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import type { Settings } from './settings/read-settings.ts';

/** Folders that hold what the functions run. */
export interface FunctionCode {
  /** Bundle of the authorizer, `index.mjs`, and the clients with limits of their own. */
  readonly authorizer: string;
  /** Bundle of the built-in issuer: `index.mjs`. */
  readonly issuer: string;
  /** Dockerfile of the compare function and what it copies. */
  readonly image: string;
  /** Bundle of the playground function and its page: `index.mjs`, `page.html`. */
  readonly playground: string;
}

export interface FaceComparisonStackProps extends StackProps {
  readonly settings: Settings;
  readonly code: FunctionCode;
}

/** The whole service. Each construct is one concern; this class is the only place that knows how they are joined. */
export class FaceComparisonStack extends Stack {
  constructor(scope: Construct, id: string, props: FaceComparisonStackProps) {
    super(scope, id, { description: 'Face comparison API', ...props });
    const { settings, code } = props;
    const provider = identityProvider(settings);
    identityGuard(this, provider === null ? 'builtin' : 'external');
    const usage = new UsagePlans(this, 'UsagePlans', settings);
    const table = new AuditTable(this, 'AuditTable');
    const issuer = provider === null ? new TokenIssuer(this, 'Issuer', code.issuer, settings) : null;
    const compare = new CompareFunction(this, 'Compare', code.image, table, issuer?.sessions ?? null, settings);
    const checks = tokenChecks(provider, issuer, settings);
    const authorizer = new AuthorizerFunction(this, 'Authorizer', code.authorizer, checks, usage, settings);
    const api = new Api(this, 'Api', compare.target, authorizer.authorizer, settings);
    const baseUrl = settings.domainName === null ? api.stageUrl : `https://${settings.domainName}`;
    if (issuer !== null) {
      api.addIssuer(issuer.function);
      // Only now is the address known that tokens name as their issuer.
      for (const each of [issuer.function, authorizer.function]) each.addEnvironment('ISSUER', baseUrl);
      issuer.function.addEnvironment('BASE_URL', baseUrl);
    }
    if (settings.playground) {
      api.addPlayground(new PlaygroundFunction(this, 'Playground', code.playground, settings).function);
    }
    usage.addPlans(api.restApi);
    if (settings.domainName !== null && settings.certificateArn !== null) {
      new CustomDomain(this, 'CustomDomain', api.restApi, settings.domainName, settings.certificateArn);
    }
    if (settings.monitoring !== false) {
      const monitored = {
        api: api.restApi,
        accessLog: api.accessLog,
        compare: compare.function,
        authorizer: authorizer.function,
        table,
        issuer: issuer !== null,
      };
      new Monitoring(this, 'Monitoring', monitored, settings);
    }
    this.#outputs({
      BaseUrl: [baseUrl, 'POST pictures to this URL + /ExtFaceComparison/Compare'],
      ApiId: [api.restApi.restApiId, 'REST API'],
      AuditTableName: [table.tableName, 'Audit items'],
      CompareFunctionName: [compare.function.functionName],
      AuthorizerFunctionName: [authorizer.function.functionName],
      CompareLogGroup: [compare.logs.logGroupName],
      AuthorizerLogGroup: [authorizer.logs.logGroupName],
      AccessLogGroup: [api.accessLog.logGroupName],
    });
    if (issuer === null) return;
    const first = firstMinute(baseUrl, { appId: 'APP_ID', appSecret: 'APP_SECRET', tenantId: 'TENANT_ID' });
    this.#outputs({
      FirstApplication: ['npm run -s apps -- create demo', 'Makes an application and prints its credentials once'],
      FirstToken: [first.token, 'A token for that application'],
      FirstComparison: [first.comparison, 'A comparison with that token'],
      ApplicationsTableName: [issuer.applications.tableName, 'Applications'],
      IssuerFunctionName: [issuer.function.functionName],
      IssuerLogGroup: [issuer.logs.logGroupName],
      TokenSeconds: [String(settings.tokenSeconds), "Life of an application's token in seconds"],
      StageLimit: [limitName(stageThrottle(settings)), 'Requests per second and burst of all callers together'],
      UsageSalt: [usage.salt, 'What npm run apps computes API keys with; it opens nothing'],
    });
  }

  /** @param outputs value and description by name */
  #outputs(outputs: Readonly<Record<string, readonly [value: string, description?: string]>>): void {
    for (const [name, [value, description]] of Object.entries(outputs)) {
      new CfnOutput(this, name, { value, ...(description === undefined ? {} : { description }) });
    }
  }
}
