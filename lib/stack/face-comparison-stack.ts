import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { Api } from './api/api.ts';
import { CustomDomain } from './api/custom-domain.ts';
import { AuditTable } from './audit-table.ts';
import { identityProvider } from './clients/identity-provider.ts';
import { UsagePlans, usageKeys } from './clients/usage-plans.ts';
import { AuthorizerFunction } from './functions/authorizer-function.ts';
import { CompareFunction } from './functions/compare-function.ts';
import { PlaygroundFunction } from './functions/playground-function.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import type { Settings } from './settings/read-settings.ts';

/** Folders that hold what the functions run. */
export interface FunctionCode {
  /** Bundle of the authorizer: `index.mjs`. */
  readonly authorizer: string;
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
    const keys = usageKeys(this, settings);
    const provider = identityProvider(this, settings);
    const table = new AuditTable(this, 'AuditTable');
    const compare = new CompareFunction(this, 'Compare', code.image, table, settings);
    const authorizer = new AuthorizerFunction(this, 'Authorizer', code.authorizer, provider, keys, settings);
    const api = new Api(this, 'Api', compare.target, authorizer.authorizer, settings);
    if (settings.playground) {
      api.addPlayground(new PlaygroundFunction(this, 'Playground', code.playground, settings).function);
    }
    new UsagePlans(this, 'UsagePlans', api.restApi, keys, settings);
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
      };
      new Monitoring(this, 'Monitoring', monitored, settings);
    }
    new CfnOutput(this, 'BaseUrl', {
      description: 'POST pictures to this URL + /ExtFaceComparison/Compare',
      value: settings.domainName === null ? this.#stageUrl(api.restApi) : `https://${settings.domainName}`,
    });
    new CfnOutput(this, 'ApiId', { description: 'REST API', value: api.restApi.restApiId });
    new CfnOutput(this, 'AuditTableName', { description: 'Audit items', value: table.tableName });
    new CfnOutput(this, 'CompareFunctionName', { value: compare.function.functionName });
    new CfnOutput(this, 'AuthorizerFunctionName', { value: authorizer.function.functionName });
    new CfnOutput(this, 'CompareLogGroup', { value: compare.logs.logGroupName });
    new CfnOutput(this, 'AuthorizerLogGroup', { value: authorizer.logs.logGroupName });
    new CfnOutput(this, 'AccessLogGroup', { value: api.accessLog.logGroupName });
  }
  /** Without the slash that `RestApi.url` has at its end. */
  #stageUrl(api: RestApi): string {
    return `https://${api.restApiId}.execute-api.${this.region}.${this.urlSuffix}/${api.deploymentStage.stageName}`;
  }
}
