import { SettingsError } from '../../../lambda/errors/settings-error.ts';
import type { Settings } from '../settings/read-settings.ts';

/** What the CDK CLI says of the credentials and the Region that it found. */
export interface CdkEnvironment {
  readonly CDK_DEFAULT_ACCOUNT?: string | undefined;
  readonly CDK_DEFAULT_REGION?: string | undefined;
}

/**
 * Compares the account and the Region that the settings pin with those of the credentials. Without credentials nothing can
 * be deployed, so anything may be synthesized then.
 *
 * @throws SettingsError when they differ
 */
export function expectPinnedEnvironment(
  { account, region }: Pick<Settings, 'account' | 'region'>,
  { CDK_DEFAULT_ACCOUNT: actualAccount, CDK_DEFAULT_REGION: actualRegion }: CdkEnvironment,
): void {
  if (!actualAccount) return;
  const mistakes: string[] = [];
  if (account !== null && account !== actualAccount) {
    mistakes.push(
      `The settings pin the account ${account}, but the credentials are those of ${actualAccount}. Use other credentials, such as export AWS_PROFILE=…`,
    );
  }
  if (region !== null && region !== actualRegion) {
    mistakes.push(
      `The settings pin the Region ${region}, but the Region in the environment is ${actualRegion ?? 'not set'}: export AWS_REGION=${region}`,
    );
  }
  if (mistakes.length > 0) throw new SettingsError(mistakes);
}
