import { Annotations, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { type Manifest, packModels } from '../../lambda/face/models/manifest.ts';
import { licenceWarnings } from '../../layers/models/licence-warnings.ts';
import manifest from '../../layers/models/manifest.json' with { type: 'json' };
import { TemplateChecks } from '../validate/rules/template-checks.ts';
import type { FaceComparisonApp } from './app.ts';

/**
 * Adds checks to the synthesis: the rules of AWS Solutions and of the Serverless lens, and what AWS would reject at deployment. A
 * finding stops the synthesis. Also warns about models whose licence is disputed.
 */
export function addChecks({ app, stack, settings }: FaceComparisonApp): void {
  const { models } = packModels(manifest as Manifest, settings.pack);
  for (const warning of licenceWarnings(models)) {
    Annotations.of(stack).addWarningV2('face-comparison:model-licence', `Pack ${settings.pack}: ${warning}`);
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), new TemplateChecks());
}
