import { isDeepStrictEqual } from 'node:util';
import { type Duration, Token } from 'aws-cdk-lib';
import type { BudgetOptions } from './monitoring/budget.ts';
import type { MonitoringOptions } from './monitoring/monitoring.ts';
import type { FaceComparisonProps } from './props.ts';
import { valueMistake } from './settings/read-settings.ts';
import { type ServiceSettings, serviceMistakes } from './settings/service-mistakes.ts';
import { SETTINGS, type SettingName } from './settings/settings.ts';

/** Where the props have the value of a setting. */
interface Place {
  /** As an author writes it: `compare.memorySize`. */
  readonly prop: string;
  /** Returns the value in the form that the setting has; `undefined` where the prop is not given. */
  readonly of: (props: Props) => unknown;
}

/** What is checked of the props. */
type Props = Omit<FaceComparisonProps, 'code'>;

/** A value whose place has no other name than its setting, within one of the groups of props. */
const within = (group: 'compare' | 'limits', setting: SettingName, name: string = setting): Place => ({
  prop: `${group}.${name}`,
  of: (props) => (props[group] as Readonly<Record<string, unknown>> | undefined)?.[name],
});

const ofProps = (name: keyof Props & SettingName): Place => ({ prop: name, of: (props) => props[name] });

const external = (name: 'issuer' | 'audience' | 'jwksUri' | 'servicesClaim' | 'clientClaim'): Place => ({
  prop: `identity.${name}`,
  of: ({ identity }) => identity?.external?.[name],
});

const budget = (name: keyof BudgetOptions): Place => ({
  prop: `monitoring.budget.${name}`,
  of: ({ monitoring }) => (typeof monitoring === 'object' ? monitoring.budget?.[name] : undefined),
});

const whole = (time: Duration | undefined, unit: 'toSeconds' | 'toDays'): number | undefined =>
  time === undefined || time.isUnresolved() ? undefined : time[unit]({ integral: false });

/**
 * The place of each setting in the props; `null` where it is an object of CDK, which checks itself, or is about the stack and not
 * about the service.
 */
export const PROP_PLACES: Readonly<Record<SettingName, Place | null>> = {
  issuer: external('issuer'),
  audience: external('audience'),
  jwksUri: external('jwksUri'),
  servicesClaim: external('servicesClaim'),
  clientClaim: external('clientClaim'),
  signingKeys: { prop: 'identity.signingKeys', of: ({ identity }) => identity?.signingKeys },
  tokenSeconds: { prop: 'identity.tokenLife', of: ({ identity }) => whole(identity?.tokenLife, 'toSeconds') },
  threshold: within('compare', 'threshold'),
  similarityDecimals: within('compare', 'similarityDecimals'),
  maxFaces: within('compare', 'maxFaces'),
  pack: within('compare', 'pack'),
  researchModels: within('compare', 'researchModels'),
  calibration: within('compare', 'calibration'),
  randomPairCalibration: within('compare', 'randomPairCalibration'),
  memory: within('compare', 'memory', 'memorySize'),
  maxFileBytes: within('compare', 'maxFileBytes'),
  provisionedConcurrency: within('compare', 'provisionedConcurrency'),
  keepWarm: within('compare', 'keepWarm'),
  isolateClients: within('compare', 'isolateClients'),
  retentionDays: { prop: 'auditTable.retention', of: ({ auditTable }) => whole(auditTable?.retention, 'toDays') },
  protection: { prop: 'auditTable.deletionProtection', of: ({ auditTable }) => auditTable?.deletionProtection },
  rateLimit: within('limits', 'rateLimit'),
  burstLimit: within('limits', 'burstLimit'),
  stageRateLimit: within('limits', 'stageRateLimit'),
  stageBurstLimit: within('limits', 'stageBurstLimit'),
  clients: within('limits', 'clients'),
  corsOrigins: ofProps('corsOrigins'),
  playground: ofProps('playground'),
  deployment: ofProps('deployment'),
  cloudWatchRole: ofProps('cloudWatchRole'),
  auditExport: { prop: 'auditTable.dailyExport', of: ({ auditTable }) => auditTable?.dailyExport },
  requestIdHeader: ofProps('requestIdHeader'),
  replicaRegions: { prop: 'auditTable.replicaRegions', of: ({ auditTable }) => auditTable?.replicaRegions },
  tracing: ofProps('tracing'),
  logRetentionDays: { prop: 'logRetention', of: ({ logRetention }) => logRetention },
  domainName: { prop: 'domain.domainName', of: ({ domain }) => domain?.domainName },
  wafRateLimit: {
    prop: 'webAcl.rateLimit',
    of: ({ webAcl }) => (typeof webAcl === 'object' ? webAcl.rateLimit : undefined),
  },
  webAclArn: { prop: 'webAcl', of: ({ webAcl }) => (typeof webAcl === 'string' ? webAcl : undefined) },
  monitoring: { prop: 'monitoring', of: ({ monitoring }) => monitoringWord(monitoring) },
  monthlyBudgetUsd: budget('monthlyDollars'),
  alarmEmail: budget('email'),
  stage: null,
  account: null,
  region: null,
  identity: null,
  revocation: null,
  architecture: null,
  alarms: null,
  alarmTopicArn: null,
  certificateArn: null,
  hostedZoneId: null,
  waf: null,
  endpointType: null,
  vpcEndpointIds: null,
  vpcId: null,
  subnetIds: null,
  routeTableIds: null,
  kmsKeyArn: null,
  metrics: null,
  permissionsBoundary: null,
  tags: null,
  allowDefaults: null,
};

/**
 * Returns what is wrong with the props of the construct, a line each that names the prop. Values pass the checks of the settings,
 * but in their own type: "5" is no number. What CDK only knows at deployment is not checked.
 */
export function propsMistakes(props: Props): string[] {
  const mistakes: string[] = [];
  const good: Record<string, unknown> = {};
  for (const [setting, place] of Object.entries(PROP_PLACES) as [SettingName, Place | null][]) {
    const value = place?.of(props);
    if (place === null || unknownYet(value)) continue;
    if (value === undefined) good[setting] = SETTINGS[setting].defaultValue;
    else if (isDeepStrictEqual(SETTINGS[setting].check.read(value), value)) good[setting] = value;
    else mistakes.push(valueMistake(setting, value, place.prop));
  }
  const named = (setting: SettingName) => PROP_PLACES[setting]?.prop ?? setting;
  return [...mistakes, ...serviceMistakes(good as ServiceSettings, named), ...contradictions(props)];
}

/** What cannot work together in the props, and settings cannot say. */
function contradictions({ identity, domain, privateEndpoints = [] }: Props): string[] {
  const mistakes: string[] = [];
  if (identity?.external?.audience.length === 0) mistakes.push('Expected at least one audience in identity.audience.');
  if (domain !== undefined && privateEndpoints.length > 0) {
    mistakes.push(
      'Expected no domain where there are privateEndpoints: a Regional domain cannot lead to a private API.',
    );
  }
  return mistakes;
}

/** `false`, or the word of the setting for a monitoring that is there. */
function monitoringWord(monitoring: MonitoringOptions | false | undefined): boolean | 'alarms' | undefined {
  if (typeof monitoring !== 'object') return monitoring;
  return monitoring.dashboard === false ? 'alarms' : (monitoring.dashboard ?? 'alarms');
}

function unknownYet(value: unknown): boolean {
  return Token.isUnresolved(value) || (Array.isArray(value) && value.some((item) => Token.isUnresolved(item)));
}
