import { CfnOutput, CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IdentityMode } from '../settings/settings.ts';

/**
 * Adds a parameter whose only allowed value says whose tokens the stack accepts. A deployment sends the value of the one before
 * it, so one that forgot the setting `issuer`, or gained it by mistake, meets a value that is not allowed, and CloudFormation
 * rejects it. docs/decisions/identity-settings.md tells more.
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
