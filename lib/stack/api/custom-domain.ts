import {
  BasePathMapping,
  DomainName,
  EndpointAccessMode,
  EndpointType,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { TLS_POLICY } from './api.ts';

/** A domain of the deployer's own. */
export interface DomainOptions {
  readonly domainName: string;
  /** Certificate of that domain, in the Region of the stack. Default: one that is validated in `hostedZone`. */
  readonly certificate?: ICertificate;
  /** Zone of that domain in Route 53, in which its record is made. Default: you point your DNS at the domain's target. */
  readonly hostedZone?: IHostedZone;
}

export interface CustomDomainProps extends DomainOptions {
  readonly api: RestApi;
}

/** A domain of the deployer's own in front of the stage, so that the URL has no stage name and survives the API. */
export class CustomDomain extends Construct {
  readonly domain: DomainName;

  /** @throws Error without certificate and without hosted zone */
  constructor(scope: Construct, id: string, { api, domainName, certificate, hostedZone }: CustomDomainProps) {
    super(scope, id);
    if (certificate === undefined && hostedZone === undefined) {
      throw new Error(`Expected certificate or hostedZone for the domain ${domainName}.`);
    }
    this.domain = new DomainName(this, 'Domain', {
      domainName,
      certificate:
        certificate ??
        new Certificate(this, 'Certificate', {
          domainName,
          validation: CertificateValidation.fromDns(hostedZone),
        }),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: TLS_POLICY,
      endpointAccessMode: EndpointAccessMode.STRICT,
    });
    new BasePathMapping(this, 'Mapping', { domainName: this.domain, restApi: api, stage: api.deploymentStage });
    if (hostedZone === undefined) return;
    new ARecord(this, 'Record', {
      zone: hostedZone,
      recordName: `${domainName}.`,
      target: RecordTarget.fromAlias(new ApiGatewayDomain(this.domain)),
    });
  }
}
