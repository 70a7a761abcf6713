import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Begins the description of a signing key, before its letter. The local API finds the letter by it. */
export const SIGNING_KEY_DESCRIPTION = 'Signs application tokens: key ';

/**
 * Makes the keys that sign tokens, ES256. A key's private half never leaves KMS, so nobody can copy it, and nothing of it stands
 * in the template. A key that a deployment leaves out is scheduled for deletion and can be taken back for 30 days. It protects
 * no data: without it callers get new tokens.
 *
 * @param letters the setting `signingKeys`; the first signs, all verify
 */
export function signingKeys(scope: Construct, letters: readonly string[]): readonly Key[] {
  return letters.map(
    (letter) =>
      new Key(scope, `Key${letter.toUpperCase()}`, {
        description: `${SIGNING_KEY_DESCRIPTION}${letter}`,
        keySpec: KeySpec.ECC_NIST_P256,
        keyUsage: KeyUsage.SIGN_VERIFY,
        pendingWindow: Duration.days(30),
        removalPolicy: RemovalPolicy.DESTROY,
      }),
  );
}
