import type { Rule } from './api-rules.ts';
import { type Any, added, changed, propertiesOf, resourcesOf, statementsOf } from './template-access.ts';

const KEY = 'AWS::KMS::Key';
const ROLE = 'AWS::IAM::Role';
const TABLE = 'AWS::DynamoDB::GlobalTable';
const FUNCTION = 'AWS::Lambda::Function';
const METHOD = 'AWS::ApiGateway::Method';
const STAGE = 'AWS::ApiGateway::Stage';

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const key = (change: (properties: Any, raw: Any) => void) => (template: object) => changed(template, KEY, change);
const statements = (change: (statement: Any) => void) => (template: object) =>
  changed(template, ROLE, (role) => {
    for (const policy of role.Policies ?? []) policy.PolicyDocument.Statement.forEach(change);
  });
const parameter = (change: (parameter: Any) => void) => (template: object) => {
  const copy = structuredClone(template) as Any;
  change(copy.Parameters.IdentityMode);
  return copy;
};
const issuerVariables = (change: (variables: Any) => void) => (template: object) =>
  changed(template, FUNCTION, (it) => it.Environment.Variables.TOKEN_SECONDS && change(it.Environment.Variables));

/** "kms:Sign IssuerKeyA…" of each permission of the role whose id begins so, its own log aside. */
export function permissionsOf(template: object, role: string): string[] {
  return statementsOf(template)
    .filter((it) => it.role.startsWith(role) && it.statement.Effect === 'Allow')
    .flatMap(({ statement }) => {
      const targets = list(statement.Resource).map((it: Any) => it?.['Fn::GetAtt']?.[0] ?? JSON.stringify(it));
      return list(statement.Action).map((action) => `${action} ${targets.join()}`);
    })
    .filter((permission) => !/^logs:(CreateLogStream|PutLogEvents) \w+Logs\w+$/.test(permission))
    .sort();
}

const matches = (found: readonly string[], wanted: readonly RegExp[]): boolean =>
  found.length === wanted.length && wanted.every((pattern, i) => pattern.test(found[i]!));

/** What the built-in issuer promises. */
export const ISSUER_RULES: Readonly<Record<string, Rule>> = {
  'the issuer reads one application at a time, signs with one key and publishes its public half': {
    kept: (template) =>
      matches(permissionsOf(template, 'IssuerRole'), [
        /^dynamodb:GetItem IssuerApplications\w+$/,
        /^kms:GetPublicKey IssuerKeyA\w+$/,
        /^kms:Sign IssuerKeyA\w+$/,
      ]),
    breakages: {
      'writes applications': statements((it) => {
        if (it.Action === 'dynamodb:GetItem') it.Action = ['dynamodb:GetItem', 'dynamodb:PutItem'];
      }),
      'reads all of them': statements((it) => {
        if (it.Action === 'dynamodb:GetItem') it.Action = 'dynamodb:Scan';
      }),
      'any key': statements((it) => {
        if (it.Action === 'kms:Sign') it.Resource = '*';
      }),
      'decrypts, too': statements((it) => {
        if (it.Action === 'kms:Sign') it.Action = ['kms:Sign', 'kms:Decrypt'];
      }),
    },
  },
  'the authorizer reads public keys, and nothing else': {
    kept: (template) => matches(permissionsOf(template, 'AuthorizerRole'), [/^kms:GetPublicKey IssuerKeyA\w+$/]),
    breakages: {
      'signs, too': statements((it) => {
        if (it.Action === 'kms:GetPublicKey') it.Action = ['kms:GetPublicKey', 'kms:Sign'];
      }),
      'no key': statements((it) => {
        if (it.Action === 'kms:GetPublicKey') it.Effect = 'Deny';
      }),
    },
  },
  'the compare function puts audit items, keeps answers and counts sessions, and nothing else': {
    kept: (template) =>
      matches(permissionsOf(template, 'CompareRole'), [
        /^dynamodb:GetItem IdempotencyTable\w+$/,
        /^dynamodb:PutItem AuditTable\w+$/,
        /^dynamodb:PutItem IdempotencyTable\w+$/,
        /^dynamodb:UpdateItem IssuerSessions\w+$/,
      ]),
    breakages: {
      'counts in the audit table': statements((it) => {
        if (it.Action === 'dynamodb:UpdateItem') it.Resource = { 'Fn::GetAtt': ['AuditTable', 'Arn'] };
      }),
      'deletes answers': statements((it) => {
        if (it.Action.includes('dynamodb:GetItem')) it.Action = ['dynamodb:GetItem', 'dynamodb:DeleteItem'];
      }),
      'reads audit items': statements((it) => {
        if (it.Action === 'dynamodb:PutItem') it.Action = ['dynamodb:GetItem', 'dynamodb:PutItem'];
      }),
      'reads sessions': statements((it) => {
        if (it.Action === 'dynamodb:UpdateItem') it.Action = ['dynamodb:UpdateItem', 'dynamodb:GetItem'];
      }),
    },
  },
  'the signing key is for ES256, and no other account may use it': {
    kept: (template) => {
      const [{ properties: it }] = resourcesOf(template, KEY) as [Any];
      const principals = it.KeyPolicy.Statement.map((statement: Any) => JSON.stringify(statement.Principal));
      const own = principals.every((principal: string) => principal.includes('AWS::AccountId'));
      return it.KeySpec === 'ECC_NIST_P256' && it.KeyUsage === 'SIGN_VERIFY' && it.PendingWindowInDays === 30 && own;
    },
    breakages: {
      'a key to encrypt with': key((it) => delete it.KeyUsage),
      'another kind': key((it) => {
        it.KeySpec = 'RSA_2048';
      }),
      everybody: key((it) => {
        it.KeyPolicy.Statement[0].Principal = { AWS: '*' };
      }),
      'gone within a week': key((it) => {
        it.PendingWindowInDays = 7;
      }),
    },
  },
  'applications survive the stack, a mistake and a bad deployment': {
    kept: (template) => {
      const found = resourcesOf(template, TABLE).find(({ id }) => id.startsWith('IssuerApplications')) as Any;
      const [replica] = found?.properties.Replicas ?? [];
      const recovery = replica?.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true;
      return (
        found?.raw.DeletionPolicy === 'RetainExceptOnCreate' && replica.DeletionProtectionEnabled === false && recovery
      );
    },
    breakages: {
      'deleted with the stack': (template) =>
        changed(template, TABLE, (_, raw) => {
          raw.DeletionPolicy = 'Delete';
        }),
      'no recovery': (template) =>
        changed(template, TABLE, (it) => delete it.Replicas[0].PointInTimeRecoverySpecification),
      'in the way of a rollback': (template) =>
        changed(template, TABLE, (it) => {
          it.Replicas[0].DeletionProtectionEnabled = true;
        }),
    },
  },
  'the issuer and the authorizer name the same issuer, and it is the address of the API': {
    kept: (template) => {
      const variables = propertiesOf(template, FUNCTION).map((it) => it.Environment.Variables);
      const named = variables.filter((it) => it.ISSUER !== undefined).map((it) => JSON.stringify(it.ISSUER));
      const base = JSON.stringify((template as Any).Outputs.BaseUrl.Value);
      const keys = variables.filter((it) => it.SIGNING_KEYS !== undefined);
      return named.length === 2 && named.every((it) => it === base) && keys.length === 2;
    },
    breakages: {
      'another name': issuerVariables((it) => {
        it.ISSUER = 'https://id.example.com';
      }),
      'no name': issuerVariables((it) => delete it.ISSUER),
      'no keys': issuerVariables((it) => delete it.SIGNING_KEYS),
    },
  },
  'every route that asks for no token has a limit of its own': {
    kept: (template) => {
      const [{ MethodSettings: settings }] = propertiesOf(template, STAGE);
      const limited = (it: Any) => it?.ThrottlingRateLimit > 0 && it.ThrottlingBurstLimit > 0;
      // The method ANY is the catch-all's: the limit of the stage bounds it, since API Gateway documents none of a method ANY.
      const open = resourcesOf(template, METHOD).filter(
        ({ properties }) => properties.AuthorizationType === 'NONE' && properties.HttpMethod !== 'ANY',
      );
      return open.every(({ id, properties }) => {
        const part = resourcesOf(template, 'AWS::ApiGateway::Resource').find(
          (it) => it.id === properties.ResourceId?.Ref,
        )?.properties.PathPart;
        const own = settings.find(
          (it: Any) => it.HttpMethod === properties.HttpMethod && it.ResourcePath.endsWith(`~1${part}`),
        );
        const quiet = own?.LoggingLevel === 'OFF' && own.DataTraceEnabled === false && own.MetricsEnabled === true;
        return id !== '' && limited(own) && quiet;
      });
    },
    breakages: {
      'one limit lost': (template) => changed(template, STAGE, (it) => it.MethodSettings.pop()),
      'its rate lost': (template) => changed(template, STAGE, (it) => delete it.MethodSettings[1].ThrottlingRateLimit),
      'an open comparison': (template) =>
        changed(template, METHOD, (it) => {
          if (JSON.stringify(it.Integration.Uri).includes('IssuerFunction')) it.AuthorizationType = 'NONE';
        }),
    },
  },
  'no secret stands in the template': {
    kept: (template) => {
      const names = propertiesOf(template, FUNCTION).flatMap((it) => Object.keys(it.Environment.Variables));
      const text = JSON.stringify(template);
      const secret = /fcs_[\w-]{20}|BEGIN [A-Z ]*PRIVATE KEY|"d":"|"kty":"|dynamic reference|\{\{resolve:/;
      return !secret.test(text) && names.every((name) => !/SECRET|PASSWORD|PRIVATE|CREDENTIAL/.test(name));
    },
    breakages: {
      'a secret of an application': issuerVariables((it) => {
        it.DEMO = `fcs_${'a'.repeat(49)}`;
      }),
      'a variable for one': issuerVariables((it) => {
        it.APP_SECRET = { Ref: 'Parameter' };
      }),
      'a private key': issuerVariables((it) => {
        it.KEY = '-----BEGIN PRIVATE KEY-----';
      }),
    },
  },
  'a deployment cannot change whose tokens are accepted without saying so': {
    kept: (template) => {
      const it = (template as Any).Parameters.IdentityMode;
      return it?.Default === 'builtin' && it.AllowedValues?.join() === 'builtin' && it.Type === 'String';
    },
    breakages: {
      'no default': parameter((it) => delete it.Default),
      'any value': parameter((it) => delete it.AllowedValues),
      'both values': parameter((it) => it.AllowedValues.push('external')),
    },
  },
  'one signing key is paid for': {
    kept: (template) => resourcesOf(template, KEY).length === 1,
    breakages: { 'another key': (template) => added(template, KEY) },
  },
};
