import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeholderCode } from '../local/template/synth.ts';
import { type FaceComparisonApp, faceComparisonApp } from '../stack/app.ts';
import { addChecks } from '../stack/nag.ts';
import { CONTROLS } from './rules/control-tower.ts';
import type { Finding, Template } from './rules/template.ts';
import { TEMPLATE_CHECKS } from './rules/template-checks.ts';
import type { Schemas } from './schema/schema.ts';
import { templateFindings } from './schema/template-findings.ts';
import { withFolder } from './with-folder.ts';

/** What the checks say about the stack of a stage. */
export interface StageReport {
  readonly stackName: string;
  readonly template: Template;
  /** What AWS would reject. */
  readonly findings: readonly Finding[];
  /** Findings of cdk-nag that nothing acknowledges. */
  readonly nag: readonly Finding[];
  /** What AWS Control Tower's proactive controls would reject: control and resource. */
  readonly controls: readonly Finding[];
}

/**
 * Synthesizes the stack with the given settings and checks its template: the schemas of CloudFormation, `TEMPLATE_RULES`,
 * cdk-nag and `CONTROLS`. It needs no models, credentials or network.
 *
 * @param context settings, as with `-c name=value`
 * @param change changes the stack before it is synthesized
 * @throws SettingsError when the settings have mistakes
 */
export async function validateStage(
  context: Readonly<Record<string, unknown>>,
  schemas: Schemas,
  change: (made: FaceComparisonApp) => void = () => {},
): Promise<StageReport> {
  return withFolder(async (folder) => {
    const outdir = join(folder, 'cdk.out');
    const made = await faceComparisonApp(() => placeholderCode(folder), {
      outdir,
      // The schemas are checked here.
      builtinCloudFormationValidation: false,
      context: { ...context, 'aws:cdk:disable-asset-staging': true },
    });
    change(made);
    addChecks(made);
    const nag = nagFindings(() => made.app.synth(), outdir);
    const { stackName, templateFile } = made.stack;
    const template = JSON.parse(readFileSync(join(outdir, templateFile), 'utf8')) as Template;
    return {
      stackName,
      template,
      findings: templateFindings(template, schemas),
      nag,
      controls: CONTROLS.flatMap(({ check }) => check(template)),
    };
  });
}

interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

/** Runs a synthesis, which throws if a check finds something, and returns the findings of cdk-nag from its report. */
function nagFindings(synth: () => unknown, outdir: string): Finding[] {
  try {
    synth();
    return [];
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('validation-report.json'))) throw error;
  }
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
    pluginReports: { pluginName?: string; violations: Violation[] }[];
  };
  return pluginReports
    .filter(({ pluginName }) => pluginName !== TEMPLATE_CHECKS)
    .flatMap(({ violations }) => violations)
    .flatMap(({ ruleName: rule, description, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath: resource }) => ({
        rule,
        resource,
        property: '',
        message: description,
      })),
    );
}
