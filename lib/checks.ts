import { Annotations, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { acknowledge } from './acknowledgements.ts';
import type { FaceComparisonApp } from './app.ts';

/**
 * Has the rules of AWS Solutions and of the Serverless lens checked at synthesis, where a finding stops it, and warns of
 * a template that cannot be deployed.
 */
export function addChecks({ app, stack, settings }: FaceComparisonApp): void {
  if (settings.issuer === null) {
    Annotations.of(stack).addWarningV2(
      'face-comparison:identity-provider',
      'No identity provider is set. This template cannot be deployed; use -c issuer=... -c audience=... -c jwksUri=...',
    );
  }
  acknowledge(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}
