import { TableEncryptionV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Architecture, type FunctionOptions, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** A network in which the functions run. */
export interface Network {
  readonly vpc: IVpc;
  /** Default: the private subnets. */
  readonly subnets?: SubnetSelection;
}

/** What an account requires of all functions and logs. */
export interface Surroundings {
  /** Processor of all functions. */
  readonly architecture: Architecture;
  /** How long logs are kept. Default: 90 days. */
  readonly logRetention?: RetentionDays | undefined;
  /** Encrypts logs, variables and tables. Default: keys that AWS owns or manages. */
  readonly encryptionKey?: IKey | undefined;
  /** Whether X-Ray traces requests. Default: false. */
  readonly tracing?: boolean | undefined;
  /** Default: Lambda's network, so that you need no network. */
  readonly network?: (Network & { readonly securityGroup: ISecurityGroup }) | undefined;
}

/** Returns the options that all functions have in common. */
export function functionOptions({ architecture, encryptionKey, tracing, network }: Surroundings): FunctionOptions {
  return {
    architecture,
    ...(encryptionKey === undefined ? {} : { environmentEncryption: encryptionKey }),
    ...(tracing ? { tracing: Tracing.ACTIVE } : {}),
    ...(network === undefined ? {} : networkOptions(network)),
  };
}

function networkOptions({ vpc, subnets, securityGroup }: NonNullable<Surroundings['network']>): FunctionOptions {
  return { vpc, securityGroups: [securityGroup], ...(subnets === undefined ? {} : { vpcSubnets: subnets }) };
}

/** Returns the permissions that the role of a function needs for its surroundings, by name. */
export function surroundingStatements({
  encryptionKey,
  network,
}: Surroundings): Readonly<Record<string, PolicyStatement>> {
  return {
    ...(encryptionKey === undefined ? {} : { UseKey: useKey(encryptionKey) }),
    ...(network === undefined ? {} : { JoinNetwork: joinNetwork() }),
  };
}

/** Returns how tables are encrypted. */
export function tableEncryption({ encryptionKey }: Pick<Surroundings, 'encryptionKey'>): TableEncryptionV2 {
  return encryptionKey === undefined
    ? TableEncryptionV2.awsManagedKey()
    : TableEncryptionV2.customerManagedKey(encryptionKey);
}

/** Returns the permission that DynamoDB requires for a table with a key of the account, and Lambda for variables with one. */
function useKey(key: IKey): PolicyStatement {
  const uses = ['Decrypt', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo', 'DescribeKey'];
  return new PolicyStatement({ actions: uses.map((use) => `kms:${use}`), resources: [key.keyArn] });
}

/**
 * Returns the permission for all resources, because interfaces have no ARN before they exist
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
 */
function joinNetwork(): PolicyStatement {
  return new PolicyStatement({
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
  });
}
