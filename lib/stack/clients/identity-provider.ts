import { CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/read-settings.ts';

/** Whose tokens the authorizer accepts; literals, or references to parameters that the deployment must fill. */
export interface IdentityProvider {
  readonly issuer: string;
  /** Several are separated by commas. */
  readonly audience: string;
  readonly jwksUri: string;
}

/**
 * The identity provider from the settings. Without them the template can still be synthesized, reviewed and tested: it
 * then asks for them as parameters without a default, and `cdk deploy` stops before it changes anything.
 * docs/decisions/identity-settings.md tells why.
 */
export function identityProvider(scope: Construct, settings: Settings): IdentityProvider {
  const { issuer, audience, jwksUri } = settings;
  if (issuer !== null && jwksUri !== null) return { issuer, audience: audience.join(','), jwksUri };
  const url = { type: 'String', allowedPattern: '^https://[^\\s?#]+$', constraintDescription: 'an https URL' };
  return {
    issuer: new CfnParameter(scope, 'Issuer', {
      ...url,
      description: 'The iss claim of your tokens: set it with cdk deploy -c issuer=...',
    }).valueAsString,
    audience: new CfnParameter(scope, 'Audience', {
      type: 'String',
      allowedPattern: '^\\S+$',
      constraintDescription: 'one or several, separated by commas, without spaces',
      description: 'The aud claim of your tokens: set it with cdk deploy -c audience=...',
    }).valueAsString,
    jwksUri: new CfnParameter(scope, 'JwksUri', {
      ...url,
      description: 'Where your issuer publishes its signing keys: set it with cdk deploy -c jwksUri=...',
    }).valueAsString,
  };
}
