// A domain of the deployer's own in front of a plane, beside the address that AWS gives.
import { CfnOutput } from 'aws-cdk-lib';
import {
  DomainName,
  EndpointType,
  type IRestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { CustomDomain } from '../settings/settings.ts';
import type { Gateway } from './gateway.ts';

/** The output is what the domain's DNS record must point to (CNAME, or an alias in Route 53). */
export function addCustomDomain(gateway: Gateway, outputName: string, domain: CustomDomain): void {
  const name = new DomainName(gateway, 'Domain', {
    domainName: domain.name,
    certificate: Certificate.fromCertificateArn(gateway, 'Certificate', domain.certificateArn),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
    // RestApi spells an optional member of its own interface in another way than exactOptionalPropertyTypes wants.
    mapping: gateway.api as IRestApi,
  });
  new CfnOutput(gateway, outputName, {
    value: name.domainNameAliasDomainName,
    description: `Where the DNS record of ${domain.name} must point`,
  }).overrideLogicalId(outputName);
}
