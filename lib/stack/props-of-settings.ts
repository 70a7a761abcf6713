import { Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { Identity } from './clients/identity.ts';
import type { FaceComparisonProps } from './face-comparison.ts';
import type { MonitoringOptions } from './monitoring/monitoring.ts';
import type { Settings } from './settings/read-settings.ts';

/**
 * Returns what the construct is made with.
 *
 * @param scope of what settings only name: a certificate, a topic
 */
export function propsOf(scope: Construct, settings: Settings): Omit<FaceComparisonProps, 'code'> {
  const { domainName, certificateArn, retentionDays } = settings;
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
    },
    auditTable: retentionDays === null ? {} : { retention: Duration.days(retentionDays) },
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
    ...(domainName === null || certificateArn === null
      ? {}
      : { domain: { domainName, certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn) } }),
    monitoring: monitoringOf(scope, settings),
    cloudWatchRole: settings.cloudWatchRole,
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

function monitoringOf(scope: Construct, { monitoring, alarmTopicArn }: Settings): MonitoringOptions | false {
  if (monitoring === false) return false;
  const topic = alarmTopicArn === null ? null : Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn);
  return { dashboard: monitoring === true, alarmActions: topic === null ? [] : [new SnsAction(topic)] };
}
