import { localTemplate, type Template } from '../local/template/synth.ts';
import type { Standing } from './cost-model.ts';

/**
 * What a template holds that is paid for by the month, whether anybody calls or not.
 *
 * @throws Error for resources that are paid by the hour and that this model has no price for
 */
export function standingOf(template: Template): Standing {
  const resources = Object.values(template.Resources as Record<string, Resource>);
  const count = (type: string): number => resources.filter(({ Type }) => Type === type).length;
  const unknown = resources.find(({ Type }) => UNPRICED.test(Type));
  if (unknown !== undefined) throw new Error(`There is no price for ${unknown.Type} in lib/cost/prices.ts.`);
  const provisioned = resources
    .filter(({ Type }) => Type === 'AWS::Lambda::Alias')
    .map(({ Properties }) => Properties?.ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions ?? 0);
  const memory = resources
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Number(Properties?.MemorySize ?? 128));
  const images = resources.filter(({ Properties }) => Properties?.PackageType === 'Image');
  return {
    alarms: count('AWS::CloudWatch::Alarm'),
    compositeAlarms: count('AWS::CloudWatch::CompositeAlarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    keys: count('AWS::KMS::Key'),
    metrics: resources.some(({ Properties }) => Properties?.Environment?.Variables?.METRICS === 'full')
      ? 'full'
      : 'core',
    webAcls: count('AWS::WAFv2::WebACL'),
    webAclRules: lengths(resources, 'AWS::WAFv2::WebACL', 'Rules'),
    endpointInterfaces: lengths(resources, 'AWS::EC2::VPCEndpoint', 'SubnetIds'),
    // Only the compare function, the largest, has provisioned environments.
    provisionedMegabytes: Math.max(0, ...memory) * provisioned.reduce((total, each) => total + Number(each), 0),
    architecture: images.some(({ Properties }) => Properties?.Architectures?.includes('arm64')) ? 'arm64' : 'x86_64',
  };
}

/** Adds up how long a list of the resources of a type is. */
function lengths(resources: readonly Resource[], type: string, list: 'Rules' | 'SubnetIds'): number {
  return resources
    .filter(({ Type }) => Type === type)
    .reduce((total, { Properties }) => total + (Properties?.[list]?.length ?? 0), 0);
}

/** Things with a price by the hour or the month, which the stack has no use for today. */
const UNPRICED =
  /^AWS::(EC2::(NatGateway|Instance)|SecretsManager::Secret|ElasticLoadBalancingV2::|RDS::|ElastiCache::|Synthetics::Canary)/;

interface Resource {
  readonly Type: string;
  readonly Properties?: {
    readonly MemorySize?: number;
    readonly PackageType?: string;
    readonly Architectures?: readonly string[];
    readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
    readonly Rules?: readonly unknown[];
    readonly SubnetIds?: readonly unknown[];
    readonly ProvisionedConcurrencyConfig?: { readonly ProvisionedConcurrentExecutions?: number };
  };
}

/** @param context settings, as with `cdk deploy -c` */
export async function standingOfStack(context: Readonly<Record<string, unknown>> = {}): Promise<Standing> {
  return standingOf(await localTemplate(context));
}
