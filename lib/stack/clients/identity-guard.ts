import { CfnOutput, CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IdentityMode } from '../settings/settings.ts';

/**
 * Adds a parameter whose only allowed value says whose tokens the stack accepts. Each deployment sends the previous deployment's
 * value. If the setting `issuer` is missing or was added by mistake, that value is not allowed, and CloudFormation rejects the
 * deployment. For details, see docs/decisions/identity-settings.md.
 */
export function identityGuard(scope: Construct, mode: IdentityMode): void {
  const parameter = new CfnParameter(scope, 'IdentityMode', {
    type: 'String',
    default: mode,
    allowedValues: [mode],
    description: 'Whose tokens are accepted. To change it on purpose: --parameters IdentityMode=...',
    constraintDescription: `${mode}. This deployment would change whose tokens are accepted: see docs/deploy.md#change-the-issuer`,
  });
  new CfnOutput(scope, 'Identity', { description: 'Whose tokens are accepted', value: parameter.valueAsString });
}
