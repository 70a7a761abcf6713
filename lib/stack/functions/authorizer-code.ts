import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Names, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { CLIENT_LIMITS_FILE, clientLimitsText } from '../../../lambda/authorizer/client-limits.ts';
import type { ClientRate } from '../settings/checks.ts';

/**
 * Returns the authorizer's code: its bundle and, next to it, the limits of clients. These are known only at synthesis, so the
 * output of the CDK gets a copy of the bundle.
 *
 * @param bundle folder with the bundled `index.mjs`
 * @param clients clients with their own limits; if there are none, the bundle is deployed unchanged
 */
export function authorizerCode(scope: Construct, bundle: string, clients: Readonly<Record<string, ClientRate>>): Code {
  if (Object.keys(clients).length === 0) return Code.fromAsset(bundle);
  // A stack without an app makes its own, so there is always one.
  const folder = join(Stage.of(scope)!.assetOutdir, 'code', Names.uniqueId(scope));
  rmSync(folder, { recursive: true, force: true });
  cpSync(bundle, folder, { recursive: true });
  writeFileSync(join(folder, CLIENT_LIMITS_FILE), clientLimitsText(clients));
  return Code.fromAsset(folder);
}
