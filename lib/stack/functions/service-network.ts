import {
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  Peer,
  Port,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Network } from './surroundings.ts';

export interface ServiceNetworkProps extends Network {
  /** To which services endpoints are made. */
  readonly endpoints: { readonly dynamoDb: boolean; readonly kms: boolean };
}

/**
 * The security group of all functions, and what they need to reach AWS from subnets without internet. Lambda itself carries logs
 * and traces. An endpoint is for the whole VPC, so a VPC that has it already must not get another.
 */
export class ServiceNetwork extends Construct {
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { vpc, subnets = {}, endpoints }: ServiceNetworkProps) {
    super(scope, id);
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'HTTPS to AWS and to the issuer; nothing comes in',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'HTTPS');
    if (endpoints.dynamoDb) {
      const service = GatewayVpcEndpointAwsService.DYNAMODB;
      new GatewayVpcEndpoint(this, 'DynamoDb', { vpc, service, subnets: [subnets] });
    }
    if (endpoints.kms) {
      const service = InterfaceVpcEndpointAwsService.KMS;
      const kms = new InterfaceVpcEndpoint(this, 'Kms', { vpc, service, subnets, open: false });
      kms.connections.allowDefaultPortFrom(this.securityGroup);
    }
  }
}
