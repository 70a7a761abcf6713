import { describe, expect, it } from 'vitest';
import { mistakesOf } from './mistakes-of.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b-2c3d';
const ACL = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/faces/0a1b-2c3d';
const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b-2c3d';
const VPC = { vpcId: 'vpc-0a1b2c3d', subnetIds: 'subnet-0a1b2c3d,subnet-0a1b2c3e' };
const PRIVATE = { endpointType: 'private', vpcEndpointIds: 'vpce-0a1b2c3d' };
const DOMAIN = { domainName: 'faces.example.com' };
const ZONE = { hostedZoneId: 'Z0123456789' };

describe('settings of the account', () => {
  it.each([
    { ...VPC, routeTableIds: 'rtb-0a1b2c3d' },
    { ...VPC, routeTableIds: 'rtb-0a1b2c3d,rtb-0a1b2c3e' },
    { ...PRIVATE, ...VPC, webAclArn: ACL },
    { ...DOMAIN, ...ZONE, waf: 'true', wafRateLimit: '100' },
    { kmsKeyArn: KEY, region: 'eu-west-1', logRetentionDays: '365', tracing: 'true', metrics: 'full' },
    { keepWarm: true, alarmEmail: 'ops@example.com', tags: '{"team": "identity"}' },
    { isolateClients: true, permissionsBoundary: 'arn:aws:iam::123456789012:policy/team/boundary' },
  ])('go together: %j', (context) => {
    expect(mistakesOf(context)).toEqual([]);
  });

  it.each([
    [{ vpcId: VPC.vpcId }, /^Expected vpcId, subnetIds together but subnetIds is missing\.$/],
    [{ subnetIds: VPC.subnetIds }, /^Expected vpcId, subnetIds together but vpcId is missing\.$/],
    [{ routeTableIds: 'rtb-0a1b2c3d' }, /^Expected vpcId where routeTableIds is set\.$/],
    [{ ...VPC, routeTableIds: 'rtb-0a1b2c3d,rtb-0a1b2c3e,rtb-0a1b2c3f' }, /^Expected one route table for all/],
    [{ endpointType: 'private' }, /^Expected vpcEndpointIds where endpointType is private/],
    [{ vpcEndpointIds: 'vpce-0a1b2c3d' }, /^Expected endpointType to be private where vpcEndpointIds is set\.$/],
    [{ ...PRIVATE, ...DOMAIN, certificateArn: CERTIFICATE }, /^Expected no domainName where endpointType is private/],
    [{ ...ZONE }, /^Expected domainName where hostedZoneId is set\.$/],
    [
      { ...DOMAIN, ...ZONE, certificateArn: CERTIFICATE },
      /^Expected certificateArn or hostedZoneId, .* received both\.$/,
    ],
    [{ waf: true, webAclArn: ACL }, /^Expected waf or webAclArn but received both/],
    [
      { keepWarm: true, provisionedConcurrency: 1 },
      /^Expected keepWarm or provisionedConcurrency but received both\.$/,
    ],
    [{ isolateClients: true, provisionedConcurrency: 1 }, /^Expected no provisionedConcurrency where isolateClients/],
    [{ isolateClients: true, keepWarm: true }, /^Expected no keepWarm where isolateClients is true/],
    [
      { alarmEmail: 'ops@example.com', monitoring: false },
      /^Expected monitoring to be alarms or true where alarmEmail/,
    ],
    [{ kmsKeyArn: KEY }, /^Expected region to be eu-west-1, the Region of kmsKeyArn, but received none\.$/],
    [{ kmsKeyArn: KEY, region: 'eu-west-2' }, /^Expected region to be eu-west-1, .* received eu-west-2\.$/],
    [{ logRetentionDays: 91 }, /^Expected one of 1, 3, 5, .* for logRetentionDays but received 91/],
    [{ alarmEmail: 'ops' }, /^Expected an e-mail address for alarmEmail/],
    [{ tags: { 'aws:team': 'x' } }, /for tags but received/],
    [{ vpcId: 'faces' }, /^Expected an id such as vpc-0a1b2c3d for vpcId/],
  ])('that cannot work are refused with one message: %j', (context, message) => {
    expect(mistakesOf(context)).toEqual([expect.stringMatching(message)]);
  });
});
