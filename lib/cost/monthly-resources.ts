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
    alarms: count('AWS::CloudWatch::Alarm') + count('AWS::CloudWatch::CompositeAlarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    keys: count('AWS::KMS::Key'),
    // Only the compare function, the largest, has provisioned environments.
    provisionedMegabytes: Math.max(0, ...memory) * provisioned.reduce((total, each) => total + Number(each), 0),
    architecture: images.some(({ Properties }) => Properties?.Architectures?.includes('arm64')) ? 'arm64' : 'x86_64',
  };
}

/** Things with a price by the hour or the month, which the stack has no use for today. */
const UNPRICED =
  /^AWS::(EC2::(NatGateway|VPCEndpoint|Instance)|WAFv2::WebACL|SecretsManager::Secret|ElasticLoadBalancingV2::|RDS::|ElastiCache::|Synthetics::Canary)/;

interface Resource {
  readonly Type: string;
  readonly Properties?: {
    readonly MemorySize?: number;
    readonly PackageType?: string;
    readonly Architectures?: readonly string[];
    readonly ProvisionedConcurrencyConfig?: { readonly ProvisionedConcurrentExecutions?: number };
  };
}

/** @param context settings, as with `cdk deploy -c` */
export async function standingOfStack(context: Readonly<Record<string, unknown>> = {}): Promise<Standing> {
  return standingOf(await localTemplate(context));
}
