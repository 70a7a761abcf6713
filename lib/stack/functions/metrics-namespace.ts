import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../../lambda/compare/metrics.ts';

/**
 * Returns the namespace of all metrics of a stack: its name, prefixed with `FaceComparison/` if the name does not say what it is.
 * Stacks of one account must not share a namespace, because no dimension of these metrics distinguishes stacks.
 */
export function metricsNamespace(scope: Construct): string {
  const { stackName } = Stack.of(scope);
  const isOurs = stackName === METRICS_NAMESPACE || stackName.startsWith(`${METRICS_NAMESPACE}-`);
  return isOurs ? stackName : `${METRICS_NAMESPACE}/${stackName}`;
}
