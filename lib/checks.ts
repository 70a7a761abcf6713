import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { acknowledge } from './acknowledgements.ts';
import type { FaceComparisonApp } from './app.ts';

/** Has the rules of AWS Solutions and of the Serverless lens checked at synthesis; a finding stops it. */
export function addChecks({ app, stack }: FaceComparisonApp): void {
  acknowledge(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}
