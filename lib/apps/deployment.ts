import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TOKEN_SECONDS } from '../../lambda/contract/limits.ts';
import { STAGE_NAME } from '../stack/api/api.ts';
import { ApiGatewayLimits } from './api-gateway-limits.ts';
import { AppTable } from './app-table.ts';
import type { Directory } from './applications.ts';
import type { StackPlace } from './place.ts';
import { AppsError, type Limit } from './usage-limits.ts';
import type { UsageSource } from './usage-source.ts';

/**
 * Finds the applications of a deployed stack by its outputs. Credentials, and a Region that nothing pins, are the operator's, from
 * the environment or AWS's own files.
 *
 * @throws AppsError where there is no such stack, it has an external issuer, or the environment has another Region or account
 *   than the settings
 */
export async function deployedDirectory(place: StackPlace): Promise<Directory> {
  const { stackName } = place;
  const aws = await awsOf(place);
  const outputs = await outputsOf(new CloudFormationClient(aws), place);
  const { BaseUrl: baseUrl, ApiId: apiId, ApplicationsTableName: table, UsageSalt: usageSalt } = outputs;
  if (baseUrl === undefined || apiId === undefined)
    throw new AppsError(`The stack ${stackName} is no Face Comparison.`);
  if (table === undefined || usageSalt === undefined) {
    throw new AppsError(
      `The stack ${stackName} accepts the tokens of an external issuer: applications are made there.`,
    );
  }
  return {
    baseUrl,
    usageSalt,
    tokenSeconds: Number(outputs.TokenSeconds ?? TOKEN_SECONDS.max),
    stageLimit: limitOf(outputs.StageLimit),
    table: new AppTable(new DynamoDBClient(aws), table),
    limits: new ApiGatewayLimits(new APIGatewayClient(aws), apiId, STAGE_NAME, stackName),
    clock: Date.now,
  };
}

/**
 * Finds the audit table of a deployed stack, with an issuer of either kind.
 *
 * @throws AppsError where there is no such stack, or the environment has another Region or account than the settings
 */
export async function deployedUsage(place: StackPlace): Promise<UsageSource> {
  const { stackName } = place;
  const aws = await awsOf(place);
  const { AuditTableName: auditTable, ApplicationsTableName: apps } = await outputsOf(
    new CloudFormationClient(aws),
    place,
  );
  if (auditTable === undefined) throw new AppsError(`The stack ${stackName} is no Face Comparison.`);
  const client = new DynamoDBClient(aws);
  return {
    client,
    auditTable,
    applications: async () => (apps === undefined ? [] : new AppTable(client, apps).all()),
  };
}

/** Returns the Region for AWS's clients: the pinned one, which the environment may repeat but not contradict. */
async function awsOf({ stackName, region }: StackPlace): Promise<{ readonly region?: string }> {
  if (region === null) return {};
  // Without one in the environment or in AWS's own files, the client throws.
  const here = await new CloudFormationClient({}).config.region().catch(() => region);
  if (here === region) return { region };
  throw new AppsError(
    `The settings pin ${stackName} to ${region}, but the Region in the environment is ${here}: export AWS_REGION=${region}`,
  );
}

/** "20/40" as a limit. */
function limitOf(text: string | undefined): Limit | null {
  const [rateLimit, burstLimit] = (text ?? '').split('/').map(Number);
  return rateLimit && burstLimit ? { rateLimit, burstLimit } : null;
}

async function outputsOf(
  client: CloudFormationClient,
  { stackName, account }: StackPlace,
): Promise<Record<string, string>> {
  const { Stacks: stacks = [] } = await client
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: Error) => {
      throw new AppsError(reasonOf(error, stackName));
    });
  // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID
  const owner = stacks[0]?.StackId?.split(':')[4];
  if (account !== null && owner !== account) {
    throw new AppsError(
      `The settings pin ${stackName} to the account ${account}, but the credentials are those of ${owner}. Use other credentials, such as export AWS_PROFILE=…`,
    );
  }
  const outputs = stacks[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
}

function reasonOf(error: Error, stackName: string): string {
  if (/does not exist/.test(error.message)) {
    return `There is no stack ${stackName} in this account and Region. Deploy it, set AWS_REGION, or use --local.`;
  }
  if (/region/i.test(error.message) && /missing|not set|undefined/i.test(error.message)) return 'Set AWS_REGION.';
  if (error.name === 'CredentialsProviderError') return 'There are no AWS credentials in the environment.';
  return `AWS does not allow describing the stack ${stackName}: ${error.name}.`;
}
