import { InvalidArgumentError } from 'commander';
import { placeOfStage, type StackPlace } from '../apps/place.ts';
import { STAGE_EXPECTED, STAGE_PATTERN } from '../stack/settings/stage-name.ts';
import { cdkContext } from './template/cdk-context.ts';

/** A parser for the option `--stage`. */
export function stageName(text: string): string {
  if (STAGE_PATTERN.test(text)) return text;
  throw new InvalidArgumentError(`Expected ${STAGE_EXPECTED}`);
}

/**
 * Returns the deployed stack that the options `--stack` and `--stage` name. A stack by its own name is in the Region and
 * account of the environment.
 */
export async function placeOf(stack: string | null, stage: string): Promise<StackPlace> {
  if (stack !== null) return { stackName: stack, region: null, account: null };
  return placeOfStage(stage, await cdkContext());
}
