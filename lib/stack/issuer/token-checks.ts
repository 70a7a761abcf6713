import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BUILT_IN_AUDIENCE } from '../../../lambda/contract/fields.ts';
import type { IdentityProvider } from '../clients/identity-provider.ts';
import type { TokenChecks } from '../functions/authorizer-function.ts';
import type { Settings } from '../settings/read-settings.ts';
import { keyArns, readPublicKeys, type TokenIssuer } from './token-issuer.ts';

/**
 * Returns what the authorizer needs to accept the tokens of an external issuer, or of the stack's own, whose name it learns
 * later. For its own the authorizer reads the public keys from KMS: no request depends on the issuer's function, nor on the
 * internet.
 */
export function tokenChecks(
  provider: IdentityProvider | null,
  issuer: TokenIssuer | null,
  { revocation }: Pick<Settings, 'revocation'>,
): TokenChecks {
  if (provider !== null || issuer === null) {
    const { issuer: name = '', audience = '', jwksUri = '' } = provider ?? {};
    return { environment: { ISSUER: name, AUDIENCE: audience, JWKS_URI: jwksUri }, statements: {} };
  }
  const { applications, keys } = issuer;
  const immediate = revocation === 'immediate';
  const readApplication = new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [applications.tableArn] });
  return {
    environment: {
      AUDIENCE: BUILT_IN_AUDIENCE,
      SIGNING_KEYS: keyArns(keys),
      ...(immediate ? { REVOCATION: 'immediate', APPS_TABLE: applications.tableName } : {}),
    },
    statements: {
      ReadPublicKeys: readPublicKeys(keys),
      ...(immediate ? { ReadApplication: readApplication } : {}),
    },
  };
}
