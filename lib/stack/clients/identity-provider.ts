import { CfnOutput, CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/read-settings.ts';

/** An external issuer whose tokens the authorizer accepts. */
export interface IdentityProvider {
  readonly issuer: string;
  /** Several are separated by commas. */
  readonly audience: string;
  readonly jwksUri: string;
}

/** Returns the external issuer of the settings, or `null` where the stack has its own. */
export function identityProvider({ issuer, audience, jwksUri }: Settings): IdentityProvider | null {
  return issuer === null || jwksUri === null ? null : { issuer, audience: audience.join(','), jwksUri };
}

/**
 * Adds a parameter whose only allowed value says whose tokens the stack accepts. A deployment sends the value of the one before
 * it, so one that forgot the setting `issuer`, or gained it by mistake, meets a value that is not allowed, and CloudFormation
 * refuses it. docs/decisions/identity-settings.md tells more.
 */
export function identityGuard(scope: Construct, mode: 'builtin' | 'external'): void {
  const parameter = new CfnParameter(scope, 'IdentityMode', {
    type: 'String',
    default: mode,
    allowedValues: [mode],
    description: 'Whose tokens are accepted. To change it on purpose: --parameters IdentityMode=...',
    constraintDescription: `${mode}. This deployment would change whose tokens are accepted: see docs/deploy.md#change-the-issuer`,
  });
  new CfnOutput(scope, 'Identity', { description: 'Whose tokens are accepted', value: parameter.valueAsString });
}
