import { BasePathMapping, DomainName, EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';

/** A domain of the deployer's own. */
export interface DomainOptions {
  readonly domainName: string;
  /** Certificate of that domain, in the Region of the stack. */
  readonly certificate: ICertificate;
}

export interface CustomDomainProps extends DomainOptions {
  readonly api: RestApi;
}

/** A domain of the deployer's own in front of the stage, so that the URL has no stage name and survives the API. */
export class CustomDomain extends Construct {
  readonly domain: DomainName;

  constructor(scope: Construct, id: string, { api, domainName, certificate }: CustomDomainProps) {
    super(scope, id);
    this.domain = new DomainName(this, 'Domain', {
      domainName,
      certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new BasePathMapping(this, 'Mapping', { domainName: this.domain, restApi: api, stage: api.deploymentStage });
  }
}
