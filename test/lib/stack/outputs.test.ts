import { describe, expect, it } from 'vitest';
import { localTemplate } from '../../../lib/local/template/synth.ts';
import { type Any, resourcesOf } from './rules/template-access.ts';

const template = (await localTemplate()) as Any;

/** An output as text, with names in place of what is known only when it is deployed. */
function text(name: string): string {
  const value = template.Outputs[name].Value;
  const pieces: readonly Any[] = value['Fn::Join']?.[1] ?? [value];
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.Ref)).join('');
}

describe('the outputs of the stack', () => {
  it('are these, without the one that CDK adds for the API, whose slash at the end callers would double', () => {
    expect(Object.keys(template.Outputs).sort()).toEqual([
      'AccessLogGroup',
      'ApiId',
      'ApplicationsTableName',
      'AuditTableName',
      'AuthorizerFunctionName',
      'AuthorizerLogGroup',
      'BaseUrl',
      'CompareFunctionName',
      'CompareLogGroup',
      'FirstApplication',
      'FirstComparison',
      'FirstToken',
      'Identity',
      'IssuerFunctionName',
      'IssuerLogGroup',
      'Settings',
      'StageLimit',
      'TokenSeconds',
      'UsageSalt',
    ]);
  });

  it('give a base URL to which a path can be added', () => {
    expect(text('BaseUrl')).toMatch(/^https:\/\/.*[^/]$/);
  });

  it('give the commands of a first comparison', () => {
    expect(text('FirstToken')).toMatch(
      /^curl -sS --fail-with-body https:.*\/v1\/api\/AppSessionManager\/GetAppToken .*"appSecret":/,
    );
    expect(text('FirstComparison')).toMatch(
      /^curl -sS --fail-with-body https:.*\/v1\/ExtFaceComparison\/Compare .*\$TOKEN/,
    );
  });

  it.each([
    ['ApiId', 'AWS::ApiGateway::RestApi', ''],
    ['AuthorizerFunctionName', 'AWS::Lambda::Function', 'Authorizer'],
    ['AuthorizerLogGroup', 'AWS::Logs::LogGroup', 'Authorizer'],
    ['IssuerFunctionName', 'AWS::Lambda::Function', 'Issuer'],
    ['IssuerLogGroup', 'AWS::Logs::LogGroup', 'Issuer'],
    ['ApplicationsTableName', 'AWS::DynamoDB::GlobalTable', 'IssuerApplications'],
    ['CompareFunctionName', 'AWS::Lambda::Function', 'Compare'],
    ['CompareLogGroup', 'AWS::Logs::LogGroup', 'Compare'],
  ])('name by %s what it says', (output, type, part) => {
    const [named, ...more] = resourcesOf(template, type).filter(({ id }) => id.startsWith(part));
    expect(more).toEqual([]);
    expect(text(output)).toBe(named?.id);
  });
});
