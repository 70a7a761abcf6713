import { APIGatewayClient, GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../stack/settings/read-settings.ts';
import { stackNameOf } from '../stack/settings/stage-name.ts';
import { type CheckResult, failed, ok, unknown, warning } from './check.ts';

/** The version that stacks with a container image ask for (aws-cdk-lib 2.276, DefaultStackSynthesizer). */
const BOOTSTRAP_VERSION = 6;
/** Executions that AWS keeps free for functions without a reservation, and what new accounts often have in all. */
const NEW_ACCOUNT_CONCURRENCY = 10;
/** MB that some new accounts are limited to. No API says so. */
const NEW_ACCOUNT_MEMORY = 3008;
const CREDENTIALS = 'Set AWS_PROFILE, or run `aws sso login` or `aws configure`.';

/** What the checks after that of the credentials are called, where there are none. */
const ACCOUNT_CHECKS = ['Bootstrap', 'Concurrency', 'Log role', 'Stack'];

/**
 * Checks the AWS account and Region of the environment's credentials. Without credentials it says what it could not check.
 *
 * @param qualifier of the CDK bootstrap
 */
export async function checkAccount(settings: Settings, qualifier = 'hnb659fds'): Promise<CheckResult[]> {
  const credentials = await checkCredentials(settings);
  if (credentials.outcome !== 'ok') {
    const others = ACCOUNT_CHECKS.map((check) => unknown(check, 'Not checked without valid credentials.', CREDENTIALS));
    return [credentials, ...others];
  }
  const stackName = stackNameOf(settings.stage);
  const checks = [
    checkBootstrap(qualifier),
    checkConcurrency(settings),
    checkLogRole(settings, stackName),
    checkStack(stackName),
  ];
  const results = await Promise.allSettled(checks);
  return [
    credentials,
    checkMemory(settings),
    ...results.map((result, i) =>
      result.status === 'fulfilled'
        ? result.value
        : unknown(
            ACCOUNT_CHECKS[i]!,
            `AWS did not respond: ${nameOf(result.reason)}.`,
            'Check the permissions of your role.',
          ),
    ),
  ];
}

async function checkCredentials({ account, region }: Settings): Promise<CheckResult> {
  const check = 'Credentials';
  try {
    const client = new STSClient({});
    const here = await client.config.region();
    const { Account: id } = await client.send(new GetCallerIdentityCommand({}));
    if (account !== null && id !== account) {
      return failed(
        check,
        `They belong to the account ${id}, but the stage is for ${account}.`,
        'Use the profile of that account.',
      );
    }
    if (region !== null && here !== region) {
      return failed(check, `The Region is ${here}, but the stage is for ${region}.`, `Set AWS_REGION=${region}.`);
    }
    return ok(check, `Account ${id}, Region ${here}.`);
  } catch (error) {
    const name = nameOf(error);
    if (/region/i.test((error as Error).message) && name === 'Error') {
      return unknown(check, 'No Region is set.', 'Set AWS_REGION.');
    }
    if (name === 'CredentialsProviderError') return unknown(check, 'There are no AWS credentials.', CREDENTIALS);
    return failed(check, `AWS rejects the credentials: ${name}.`, CREDENTIALS);
  }
}

async function checkBootstrap(qualifier: string): Promise<CheckResult> {
  const check = 'Bootstrap';
  const bootstrap = 'Run `npx cdk bootstrap`.';
  try {
    const name = `/cdk-bootstrap/${qualifier}/version`;
    const { Parameter } = await new SSMClient({}).send(new GetParameterCommand({ Name: name }));
    const version = Number(Parameter?.Value);
    return version >= BOOTSTRAP_VERSION
      ? ok(check, `CDK bootstrap version ${version}.`)
      : failed(check, `CDK bootstrap version ${version} is older than ${BOOTSTRAP_VERSION}.`, bootstrap);
  } catch (error) {
    if (nameOf(error) !== 'ParameterNotFound') throw error;
    return failed(check, 'The account and Region are not prepared for CDK.', bootstrap);
  }
}

async function checkConcurrency({ provisionedConcurrency }: Settings): Promise<CheckResult> {
  const check = 'Concurrency';
  const { AccountLimit } = await new LambdaClient({}).send(new GetAccountSettingsCommand({}));
  const limit = AccountLimit?.ConcurrentExecutions ?? 0;
  const free = AccountLimit?.UnreservedConcurrentExecutions ?? limit;
  const more = 'Ask for more under Service Quotas, AWS Lambda, Concurrent executions (L-B99A9384).';
  if (provisionedConcurrency > 0 && free - provisionedConcurrency < NEW_ACCOUNT_CONCURRENCY) {
    return failed(
      check,
      `provisionedConcurrency=${provisionedConcurrency} leaves fewer than ${NEW_ACCOUNT_CONCURRENCY} of ${free} unreserved executions, so AWS may reject it.`,
      more,
    );
  }
  if (limit > NEW_ACCOUNT_CONCURRENCY) return ok(check, `${limit} concurrent executions.`);
  return warning(check, `Only ${limit} concurrent executions, as in a new account: further requests get 500.`, more);
}

function checkMemory({ memory }: Settings): CheckResult {
  const check = 'Memory';
  if (memory <= NEW_ACCOUNT_MEMORY) return ok(check, `${memory} MB.`);
  return warning(
    check,
    `${memory} MB is more than ${NEW_ACCOUNT_MEMORY} MB, the limit of some new accounts, which AWS does not let us ask for.`,
    `Ask AWS Support for up to 10,240 MB, or set memory=${NEW_ACCOUNT_MEMORY}.`,
  );
}

async function checkLogRole({ cloudWatchRole }: Settings, stackName: string): Promise<CheckResult> {
  const check = 'Log role';
  const { cloudwatchRoleArn: arn } = await new APIGatewayClient({}).send(new GetAccountCommand({}));
  if (arn === undefined || arn === '') {
    return cloudWatchRole
      ? ok(check, 'API Gateway has no log role yet; the stack creates it.')
      : failed(check, 'API Gateway has no log role, so the stage cannot be created.', 'Set cloudWatchRole=true.');
  }
  const role = arn.split('/').at(-1) ?? '';
  if (!cloudWatchRole || role.startsWith(`${stackName}-`)) return ok(check, `API Gateway has the log role ${role}.`);
  return failed(
    check,
    `API Gateway has the log role ${role}, which the deployment would replace for the whole account and Region.`,
    'Set cloudWatchRole=false.',
  );
}

async function checkStack(stackName: string): Promise<CheckResult> {
  const check = 'Stack';
  try {
    const { Stacks = [] } = await new CloudFormationClient({}).send(
      new DescribeStacksCommand({ StackName: stackName }),
    );
    const status = Stacks[0]?.StackStatus ?? '';
    if (status === 'ROLLBACK_COMPLETE' || status === 'ROLLBACK_FAILED') {
      return failed(
        check,
        `The first deployment of ${stackName} failed (${status}).`,
        'Delete the stack, then deploy again.',
      );
    }
    if (status.endsWith('_FAILED')) {
      return failed(check, `${stackName} is ${status}.`, 'Look at its events in the CloudFormation console.');
    }
    if (status.endsWith('_IN_PROGRESS')) {
      return warning(check, `${stackName} is ${status}.`, 'Wait until it ends.');
    }
    return ok(check, `${stackName} is ${status}.`);
  } catch (error) {
    if (!(error instanceof Error && /does not exist/.test(error.message))) throw error;
    return ok(check, `${stackName} is not deployed yet.`);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}
