import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FunctionCode, functionCodeIn } from '../../../layers/function-code.ts';
import { faceComparisonApp } from '../../stack/app.ts';

/** A synthesized CloudFormation template. */
export type Template = Readonly<Record<string, unknown>>;

/**
 * Returns the CloudFormation template of the stack. It differs from that of `cdk synth` only in the hashes of the
 * functions' code, since it is made without the CDK CLI, models or bundles. It leaves no files behind. CDK does not check it
 * against the schemas of CloudFormation, which takes ten times as long as the synthesis: `cdk synth` and `cdk deploy` do.
 *
 * @param context settings, as with `-c name=value`
 * @throws SettingsError when the context has mistakes
 */
export async function localTemplate(context: Readonly<Record<string, unknown>> = {}): Promise<Template> {
  const outdir = mkdtempSync(join(tmpdir(), 'face-comparison-synth-'));
  try {
    const { app, stack } = await faceComparisonApp(() => placeholderCode(outdir), {
      outdir: join(outdir, 'cdk.out'),
      builtinCloudFormationValidation: false,
      context: { ...context, 'aws:cdk:disable-asset-staging': true },
    });
    return app.synth().getStackByName(stack.stackName).template as Template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Makes folders that CDK accepts as the functions' code. CDK reads them only to name the assets by their content. */
export function placeholderCode(parent: string): FunctionCode {
  const code = functionCodeIn(parent);
  const { image, ...bundles } = code;
  for (const folder of Object.values(code)) mkdirSync(folder, { recursive: true });
  writeFileSync(join(image, 'Dockerfile'), '# not built: only the template is wanted\n');
  for (const folder of Object.values(bundles)) {
    writeFileSync(join(folder, 'index.mjs'), '// not deployed: only the template is wanted\n');
  }
  return code;
}
