import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BUILT_IN_AUDIENCE } from '../../../lambda/contract/fields.ts';
import type { Identity } from '../clients/identity.ts';
import type { TokenChecks } from '../functions/authorizer-function.ts';
import { keyArns, readPublicKeys, type TokenIssuer } from './token-issuer.ts';

/**
 * Returns what the authorizer needs to accept the tokens of an external issuer, or of the service's own, whose name it learns
 * later. For its own the authorizer reads the public keys from KMS: no request depends on the issuer's function, nor on the
 * internet.
 *
 * @param issuer the service's own; `null` with an external one
 */
export function tokenChecks(identity: Identity, issuer: TokenIssuer | null): TokenChecks {
  const { external, immediateRevocation: immediate, servicesClaim, clientClaim } = identity;
  const claims = { SERVICES_CLAIM: servicesClaim, CLIENT_CLAIM: clientClaim };
  if (issuer === null) {
    const { issuer: name = '', audience = [], jwksUri = '' } = external ?? {};
    return {
      environment: { ISSUER: name, AUDIENCE: audience.join(','), JWKS_URI: jwksUri, ...claims },
      statements: {},
    };
  }
  const { applications, keys } = issuer;
  const readApplication = new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [applications.tableArn] });
  return {
    environment: {
      AUDIENCE: BUILT_IN_AUDIENCE,
      SIGNING_KEYS: keyArns(keys),
      ...(immediate ? { REVOCATION: 'immediate', APPS_TABLE: applications.tableName } : {}),
      ...claims,
    },
    statements: {
      ReadPublicKeys: readPublicKeys(keys),
      ...(immediate ? { ReadApplication: readApplication } : {}),
    },
  };
}
