/** The stage of a deployment that names none. */
export const DEFAULT_STAGE = 'prod';

/** A name that may stand in names of files, stacks and metrics. */
export const STAGE_PATTERN = /^(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Says in words what `STAGE_PATTERN` accepts. */
export const STAGE_EXPECTED = 'a name of up to 20 lower-case letters, digits and single hyphens, the first a letter';

const STACK_NAME = 'FaceComparison';

/**
 * Returns the name of a stage's stack: `FaceComparison-staging`, and `FaceComparison` for `prod`. Everything else that must
 * differ between stages of one account is named after the stack. docs/decisions/stages.md says why `prod` has no suffix.
 */
export function stackNameOf(stage: string): string {
  return stage === DEFAULT_STAGE ? STACK_NAME : `${STACK_NAME}-${stage}`;
}
