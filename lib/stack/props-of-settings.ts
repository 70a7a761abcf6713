import { Duration, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { InterfaceVpcEndpoint, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { DomainOptions } from './api/custom-domain.ts';
import { Identity } from './clients/identity.ts';
import type { MonitoringOptions } from './monitoring/monitoring.ts';
import type { FaceComparisonProps, NetworkOptions } from './props.ts';
import type { Settings } from './settings/read-settings.ts';

/**
 * Returns what the construct is made with.
 *
 * @param scope of what settings only name: a certificate, a topic
 */
export function propsOf(scope: Construct, settings: Settings): Omit<FaceComparisonProps, 'code'> {
  const { retentionDays, kmsKeyArn, vpcEndpointIds } = settings;
  const encryptionKey = kmsKeyArn === null ? undefined : Key.fromKeyArn(scope, 'Key', kmsKeyArn);
  return {
    identity: identityOf(settings),
    compare: {
      memorySize: settings.memory,
      threshold: settings.threshold,
      similarityDecimals: settings.similarityDecimals ?? undefined,
      maxFaces: settings.maxFaces,
      pack: settings.pack,
      researchModels: settings.researchModels,
      calibration: settings.calibration ?? undefined,
      randomPairCalibration: settings.randomPairCalibration,
      maxFileBytes: settings.maxFileBytes,
      provisionedConcurrency: settings.provisionedConcurrency,
      keepWarm: settings.keepWarm,
      isolateClients: settings.isolateClients,
      fullMetrics: settings.metrics === 'full',
    },
    auditTable: {
      deletionProtection: settings.protection,
      replicaRegions: settings.replicaRegions,
      dailyExport: settings.auditExport,
      ...(retentionDays === null ? {} : { retention: Duration.days(retentionDays) }),
    },
    limits: {
      rateLimit: settings.rateLimit,
      burstLimit: settings.burstLimit,
      clients: settings.clients,
      stageRateLimit: settings.stageRateLimit ?? undefined,
      stageBurstLimit: settings.stageBurstLimit ?? undefined,
    },
    architecture: settings.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    corsOrigins: settings.corsOrigins,
    playground: settings.playground,
    domain: domainOf(scope, settings),
    disableExecuteApiEndpoint: settings.hostedZoneId !== null,
    privateEndpoints: vpcEndpointIds.map((vpcEndpointId, i) =>
      InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scope, `Endpoint${i}`, { vpcEndpointId, port: 443 }),
    ),
    webAcl: settings.waf ? { rateLimit: settings.wafRateLimit } : (settings.webAclArn ?? undefined),
    network: networkOf(scope, settings),
    encryptionKey,
    logRetention: settings.logRetentionDays,
    tracing: settings.tracing,
    monitoring: monitoringOf(scope, settings, encryptionKey),
    deployment: settings.deployment,
    cloudWatchRole: settings.cloudWatchRole,
    requestIdHeader: settings.requestIdHeader,
  };
}

function identityOf(settings: Settings): Identity {
  const { issuer, audience, jwksUri, servicesClaim, clientClaim } = settings;
  if (issuer !== null && jwksUri !== null) {
    return Identity.oidc({ issuer, audience, jwksUri, servicesClaim, clientClaim });
  }
  return Identity.builtIn({
    signingKeys: settings.signingKeys,
    tokenLife: Duration.seconds(settings.tokenSeconds),
    immediateRevocation: settings.revocation === 'immediate',
  });
}

function domainOf(scope: Construct, { domainName, certificateArn, hostedZoneId }: Settings): DomainOptions | undefined {
  if (domainName === null) return undefined;
  if (certificateArn !== null) {
    return { domainName, certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn) };
  }
  if (hostedZoneId === null) return undefined;
  // Names of records in it are given in full, so that the name of the zone does not matter.
  const hostedZone = HostedZone.fromHostedZoneAttributes(scope, 'HostedZone', { hostedZoneId, zoneName: domainName });
  return { domainName, hostedZone };
}

function networkOf(scope: Construct, { vpcId, subnetIds, routeTableIds }: Settings): NetworkOptions | undefined {
  if (vpcId === null) return undefined;
  const endpoints = routeTableIds.length > 0;
  const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId,
    // Without asking AWS nobody knows the zones; CDK only counts them.
    availabilityZones: subnetIds.map((_, i) => `zone-${i}`),
    privateSubnetIds: [...subnetIds],
    ...(endpoints
      ? { privateSubnetRouteTableIds: subnetIds.map((_, i) => routeTableIds[i % routeTableIds.length]!) }
      : {}),
  });
  return { vpc, endpoints };
}

function monitoringOf(
  scope: Construct,
  { monitoring, alarms, alarmTopicArn, alarmEmail, monthlyBudgetUsd }: Settings,
  encryptionKey: IKey | undefined,
): MonitoringOptions | false {
  if (monitoring === false) return false;
  const alarmActions: IAlarmAction[] = [];
  if (alarmTopicArn !== null) {
    alarmActions.push(new SnsAction(Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn)));
  }
  if (alarmEmail !== null) {
    const topic = new Topic(scope, 'AlarmMails', { enforceSSL: true, masterKey: encryptionKey });
    Validations.of(topic.addSubscription(new EmailSubscription(alarmEmail))).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'Nobody would read a queue of lost mails; the state of each alarm stays in CloudWatch.',
    });
    alarmActions.push(new SnsAction(topic));
  }
  return {
    dashboard: monitoring === true,
    fullAlarms: alarms === 'full',
    alarmActions,
    budget:
      monthlyBudgetUsd === null || alarmEmail === null
        ? undefined
        : { monthlyDollars: monthlyBudgetUsd, email: alarmEmail },
  };
}
