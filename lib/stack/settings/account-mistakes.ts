import type { Settings } from './settings.ts';

/** Returns one line for each contradiction among the settings of the account. A value that was rejected is `undefined`. */
export function accountMistakes(settings: Settings): string[] {
  return [...networkMistakes(settings), ...domainMistakes(settings), ...environmentMistakes(settings)];
}

function networkMistakes(settings: Settings): string[] {
  const { vpcId, subnetIds = [], routeTableIds = [], vpcEndpointIds = [], endpointType } = settings;
  const mistakes: string[] = [];
  if (vpcId !== undefined && (vpcId === null) !== (subnetIds.length === 0)) {
    mistakes.push(`Expected vpcId, subnetIds together but ${vpcId === null ? 'vpcId' : 'subnetIds'} is missing.`);
  }
  if (routeTableIds.length > 1 && routeTableIds.length !== subnetIds.length) {
    mistakes.push('Expected one route table for all subnetIds, or one for each in the same order.');
  }
  if (routeTableIds.length > 0 && vpcId === null) {
    mistakes.push('Expected vpcId where routeTableIds is set.');
  }
  if (endpointType === 'private' && vpcEndpointIds.length === 0) {
    mistakes.push('Expected vpcEndpointIds where endpointType is private: without one nobody could call the API.');
  }
  if (endpointType === 'regional' && vpcEndpointIds.length > 0) {
    mistakes.push('Expected endpointType to be private where vpcEndpointIds is set.');
  }
  return mistakes;
}

function domainMistakes({
  domainName,
  hostedZoneId,
  certificateArn,
  endpointType,
  waf,
  webAclArn,
}: Settings): string[] {
  const mistakes: string[] = [];
  if (hostedZoneId && domainName === null) mistakes.push('Expected domainName where hostedZoneId is set.');
  if (hostedZoneId && certificateArn) {
    mistakes.push('Expected certificateArn or hostedZoneId, which makes a certificate, but received both.');
  }
  if (endpointType === 'private' && domainName) {
    mistakes.push(
      'Expected no domainName where endpointType is private: a Regional domain cannot lead to a private API.',
    );
  }
  if (waf && webAclArn) mistakes.push('Expected waf or webAclArn but received both: a stage has one web ACL.');
  return mistakes;
}

function environmentMistakes(settings: Settings): string[] {
  const { alarmEmail, monitoring, kmsKeyArn, region } = settings;
  const mistakes: string[] = [];
  // The template of a table with such a key contains its Region.
  const keyRegion = kmsKeyArn?.split(':')[3];
  if (keyRegion !== undefined && region !== undefined && keyRegion !== region) {
    mistakes.push(`Expected region to be ${keyRegion}, the Region of kmsKeyArn, but received ${region ?? 'none'}.`);
  }
  if (alarmEmail && monitoring === false) {
    mistakes.push('Expected monitoring to be alarms or true where alarmEmail is set but received false.');
  }
  return mistakes;
}
