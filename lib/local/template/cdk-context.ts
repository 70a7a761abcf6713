import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../cli/root.ts';

/** Returns the context of cdk.json: the stack's settings, and CDK's own. */
export async function cdkContext(): Promise<Record<string, unknown>> {
  const file = join(ROOT, 'cdk.json');
  return (JSON.parse(await readFile(file, 'utf8')) as { context?: Record<string, unknown> }).context ?? {};
}
