import { CfnOutput } from 'aws-cdk-lib';
import { BasePathMapping, DomainName, EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';

/** A domain of the deployer's own in front of the stage, so that the URL has no stage name and survives the API. */
export class CustomDomain extends Construct {
  constructor(scope: Construct, id: string, api: RestApi, domainName: string, certificateArn: string) {
    super(scope, id);
    const domain = new DomainName(this, 'Domain', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new BasePathMapping(this, 'Mapping', { domainName: domain, restApi: api, stage: api.deploymentStage });
    new CfnOutput(this, 'Target', {
      description: `Point a CNAME or alias record of ${domainName} here`,
      value: domain.domainNameAliasDomainName,
    });
  }
}
