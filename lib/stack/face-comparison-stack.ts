import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { FunctionCode } from '../../layers/function-code.ts';
import { identityGuard } from './clients/identity-guard.ts';
import { FaceComparison } from './face-comparison.ts';
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
    this.service.addOutputs();
  }
}
