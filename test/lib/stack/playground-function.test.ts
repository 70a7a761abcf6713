import { describe, expect, it } from 'vitest';
import { OPENAPI_PATH, PLAYGROUND_PATH, REFERENCE_PATH } from '../../../lambda/contract/fields.ts';
import { localTemplate } from '../../../lib/local/template/synth.ts';
import { gatewayModel } from '../../../lib/local/template/template.ts';
import { propertiesOf, resourcesOf, statementsOf } from './rules/template-access.ts';

const without = await localTemplate();
const template = await localTemplate({ playground: true, maxFileBytes: 2_000_000 });
const ids = (of: object, type: string) => resourcesOf(of, type).map(({ id }) => id);

describe('the playground of the stack', () => {
  it('is not there unless it is asked for', () => {
    expect(JSON.stringify(without)).not.toContain('Playground');
    expect(gatewayModel(without).routes.map(({ path }) => path)).not.toContain(PLAYGROUND_PATH);
  });

  it('serves its three files to everyone, next to the other routes, from its own function', () => {
    // The catch-all has the method ANY of every path.
    const routesOf = (of: object) => gatewayModel(of).routes.filter(({ method }) => method !== 'ANY');
    const routes = routesOf(template);
    const added = routes.filter(({ path }) => [PLAYGROUND_PATH, OPENAPI_PATH, REFERENCE_PATH].includes(path));
    expect(added).toHaveLength(3);
    for (const route of added) {
      expect(route).toMatchObject({ method: 'GET', authorized: false, apiKeyRequired: false });
      expect(route.functionId).toMatch(/^Playground/);
    }
    const others = routes.filter((route) => !added.includes(route));
    expect(others.map(({ path }) => path).sort()).toEqual(
      routesOf(without)
        .map(({ path }) => path)
        .sort(),
    );
    for (const { functionId } of others) expect(functionId).toMatch(/^(Compare|Issuer)/);
  });

  it('may write its own log and nothing else', () => {
    const role = ids(template, 'AWS::IAM::Role').find((id) => id.startsWith('Playground'));
    const allowed = statementsOf(template).filter((it) => it.role === role);
    expect(allowed).toHaveLength(1);
    const { Action, Effect, Resource } = allowed[0]!.statement;
    expect([Effect, ...Action]).toEqual(['Allow', 'logs:CreateLogStream', 'logs:PutLogEvents']);
    expect(Resource['Fn::GetAtt'][0]).toMatch(/^PlaygroundLogs/);
    const before = statementsOf(without).map(({ statement }) => statement);
    const after = statementsOf(template).map(({ statement }) => statement);
    expect(after.filter((it) => JSON.stringify(it) !== JSON.stringify(allowed[0]!.statement))).toEqual(before);
  });

  it('knows the limit of one photo and which claims the API reads, and neither table nor token issuer', () => {
    const [it] = resourcesOf(template, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('Playground'));
    expect(it!.properties.Environment).toEqual({
      Variables: { MAX_FILE_BYTES: '2000000', SERVICES_CLAIM: 'services', CLIENT_CLAIM: 'client_id' },
    });
    expect([it!.properties.Runtime, it!.properties.Handler]).toEqual(['nodejs24.x', 'index.handler']);
  });

  it('has its log kept as long as the others', () => {
    const kept = propertiesOf(template, 'AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays);
    expect(kept).toHaveLength(propertiesOf(without, 'AWS::Logs::LogGroup').length + 1);
    expect(new Set(kept)).toEqual(new Set([90]));
  });

  it('changes nothing of the limits and the authorizer', () => {
    const [before, after] = [gatewayModel(without), gatewayModel(template)];
    expect({ ...after, routes: [] }).toEqual({ ...before, routes: [] });
  });
});
