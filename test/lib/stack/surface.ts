import { Duration, type Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Alarm, CompositeAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  type AuditTableOptions,
  type BudgetOptions,
  type BuiltInOptions,
  type ClientRate,
  type CompareOptions,
  type DeploymentKind,
  type DomainOptions,
  FaceComparison,
  type FaceComparisonProps,
  type FunctionCode,
  Identity,
  type Limits,
  type MonitoringOptions,
  type Network,
  type NetworkOptions,
  type OidcOptions,
  type Reach,
  type WebAclProps,
} from '../../../lib/stack/index.ts';

/** Compiles only if both name the same members. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

/** Every member that an author can write or read. If you add or remove one, change it here, too. */
export const MEMBERS: {
  readonly props: Same<
    keyof FaceComparisonProps,
    | keyof Reach
    | 'architecture'
    | 'auditTable'
    | 'cloudWatchRole'
    | 'code'
    | 'compare'
    | 'corsOrigins'
    | 'deployment'
    | 'domain'
    | 'encryptionKey'
    | 'identity'
    | 'limits'
    | 'logRetention'
    | 'monitoring'
    | 'network'
    | 'playground'
    | 'requestIdHeader'
    | 'tracing'
  >;
  readonly reach: Same<keyof Reach, 'disableExecuteApiEndpoint' | 'privateEndpoints' | 'webAcl'>;
  readonly webAcl: Same<keyof WebAclProps, 'rateLimit'>;
  readonly code: Same<keyof FunctionCode, 'authorizer' | 'catchAll' | 'image' | 'issuer' | 'playground'>;
  readonly auditTable: Same<
    keyof AuditTableOptions,
    'dailyExport' | 'deletionProtection' | 'removalPolicy' | 'replicaRegions' | 'retention'
  >;
  readonly builtIn: Same<keyof BuiltInOptions, 'immediateRevocation' | 'signingKeys' | 'tokenLife'>;
  readonly oidc: Same<keyof OidcOptions, 'audience' | 'clientClaim' | 'issuer' | 'jwksUri' | 'servicesClaim'>;
  readonly compare: Same<
    keyof CompareOptions,
    | 'calibration'
    | 'fullMetrics'
    | 'isolateClients'
    | 'keepWarm'
    | 'maxFaces'
    | 'maxFileBytes'
    | 'memorySize'
    | 'pack'
    | 'provisionedConcurrency'
    | 'randomPairCalibration'
    | 'researchModels'
    | 'similarityDecimals'
    | 'threshold'
  >;
  readonly limits: Same<keyof Limits, 'burstLimit' | 'clients' | 'rateLimit' | 'stageBurstLimit' | 'stageRateLimit'>;
  readonly client: Same<keyof ClientRate, 'burstLimit' | 'rateLimit'>;
  readonly monitoring: Same<keyof MonitoringOptions, 'alarmActions' | 'budget' | 'dashboard' | 'fullAlarms'>;
  readonly budget: Same<keyof BudgetOptions, 'email' | 'monthlyDollars'>;
  readonly network: Same<keyof NetworkOptions, keyof Network | 'endpoints'>;
  readonly subnets: Same<keyof Network, 'subnets' | 'vpc'>;
  readonly domain: Same<keyof DomainOptions, 'certificate' | 'domainName' | 'hostedZone'>;
  readonly identity: Same<'builtIn' | 'oidc', Exclude<keyof typeof Identity, 'prototype'>>;
  readonly service: Same<
    Exclude<keyof FaceComparison, keyof Construct>,
    | 'addOutputs'
    | 'alarms'
    | 'anyAlarm'
    | 'api'
    | 'auditTable'
    | 'baseUrl'
    | 'compareFunction'
    | 'metricAuditFailures'
    | 'metricColdStarts'
    | 'metricComparisons'
    | 'metricEngineFailures'
    | 'metricNearMisses'
  >;
} = {
  props: true,
  reach: true,
  webAcl: true,
  code: true,
  auditTable: true,
  builtIn: true,
  oidc: true,
  compare: true,
  limits: true,
  client: true,
  monitoring: true,
  budget: true,
  network: true,
  subnets: true,
  domain: true,
  identity: true,
  service: true,
};

/** What a user reads from the construct, each with its promised type. */
export interface Exposed {
  readonly api: RestApi;
  readonly baseUrl: string;
  readonly auditTable: TableV2;
  readonly compareFunction: LambdaFunction;
  readonly alarms: Readonly<Record<string, Alarm>>;
  readonly anyAlarm: CompositeAlarm | null;
  readonly metrics: readonly Metric[];
}

/** Uses the construct as an author of CDK code does, with everything that it exposes. */
export function useEverything(stack: Stack, code: FunctionCode): Exposed {
  const deployment: DeploymentKind = 'linear10PercentEvery1Minute';
  const identity = Identity.builtIn({ signingKeys: ['b', 'a'], tokenLife: Duration.minutes(30) });
  const faces = new FaceComparison(stack, 'Faces', { code, identity, deployment });
  faces.addOutputs();
  const { api, baseUrl, auditTable, compareFunction, alarms, anyAlarm } = faces;
  const metrics = [
    faces.metricComparisons({ dimensionsMap: { status: 'Success' } }),
    faces.metricNearMisses(),
    faces.metricColdStarts(),
    faces.metricAuditFailures(),
    faces.metricEngineFailures(),
  ];
  return { api, baseUrl, auditTable, compareFunction, alarms, anyAlarm, metrics };
}
