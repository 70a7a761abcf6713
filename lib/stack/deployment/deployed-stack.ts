import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { DeployedStack } from './dropped-settings.ts';
import { parseRecordedSettings } from './recorded-settings.ts';

/** Where a stack is deployed. */
export interface Place {
  readonly stackName: string;
  readonly region: string;
  /** The account of the credentials that the CDK CLI found. */
  readonly account: string;
}

/** The result: the stack, that there is none, or why this is unknown. */
export type Found =
  | { readonly kind: 'stack'; readonly stack: DeployedStack }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Milliseconds that reading may take in all, and that a connection may take. A slow response must not delay a deployment. */
const LIMIT_MS = 15_000;
const CONNECTION_MS = 3_000;

/**
 * Reads the outputs of a deployed stack, with the credentials of the environment or of AWS's own files. It does not throw when AWS
 * returns an error or the network fails.
 */
export async function readDeployedStack({ stackName, region, account }: Place): Promise<Found> {
  const requestHandler = { connectionTimeout: CONNECTION_MS, requestTimeout: LIMIT_MS };
  const client = new CloudFormationClient({ region, maxAttempts: 2, requestHandler });
  try {
    const { accountId } = await client.config.credentials();
    if (accountId !== undefined && accountId !== account) return otherCredentials(accountId, account);
    const request = new DescribeStacksCommand({ StackName: stackName });
    const { Stacks: stacks = [] } = await client.send(request, { abortSignal: AbortSignal.timeout(LIMIT_MS) });
    const [stack] = stacks;
    if (stack === undefined) return { kind: 'none' };
    // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID
    const owner = stack.StackId?.split(':')[4];
    if (owner !== undefined && owner !== account) return otherCredentials(owner, account);
    const output = (name: string) => stack.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
    const settings = output('Settings');
    return {
      kind: 'stack',
      stack: {
        settings: settings === undefined ? null : parseRecordedSettings(settings),
        identity: output('Identity') ?? null,
      },
    };
  } catch (error) {
    return failure(error as Error);
  } finally {
    client.destroy();
  }
}

/** The CDK CLI keeps the profile of `--profile` to itself, so that the app finds other credentials or none. */
function otherCredentials(found: string, account: string): Found {
  return {
    kind: 'unknown',
    reason: `the credentials in the environment are those of account ${found}, but the deployment goes to ${account}. Use AWS_PROFILE instead of --profile`,
  };
}

function failure(error: Error): Found {
  if (error.name === 'ValidationError' && /does not exist/.test(error.message)) return { kind: 'none' };
  if (error.name === 'CredentialsProviderError') {
    return {
      kind: 'unknown',
      reason: 'the environment has no credentials for it. Use AWS_PROFILE instead of --profile',
    };
  }
  const denied = /AccessDenied|UnauthorizedOperation/.test(error.name);
  const advice = denied ? '. Allow cloudformation:DescribeStacks' : '';
  return { kind: 'unknown', reason: `AWS returns ${error.name}${advice}` };
}
