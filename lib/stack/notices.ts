import { Annotations } from 'aws-cdk-lib';
import type { FaceComparisonApp } from './app.ts';
import { accountNotices } from './deployment/account-notices.ts';
import { baseImageNotices } from './deployment/base-image-notices.ts';
import { compareWithDeployed } from './deployment/deployment-guard.ts';
import type { CdkEnvironment } from './deployment/pinned-environment.ts';

/**
 * Adds what the person who deploys should know to what the CDK CLI prints: what the deployment would undo, and what a new
 * account may reject.
 */
export async function addNotices(made: FaceComparisonApp, environment: CdkEnvironment): Promise<void> {
  const { stack, settings } = made;
  const notices = [
    ...(await compareWithDeployed(stack.stackName, made, environment)),
    ...accountNotices(settings),
    ...(await baseImageNotices()),
  ];
  const annotations = Annotations.of(stack);
  for (const { level, id, text } of notices) {
    if (level === 'error') annotations.addError(text);
    else if (level === 'warning') annotations.addWarningV2(`face-comparison:${id}`, text);
    else annotations.addInfoV2(`face-comparison:${id}`, text);
  }
}
