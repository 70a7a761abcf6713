import {
  APP_TOKEN_PATH,
  DISCOVERY_PATH,
  ISSUER_PATHS,
  JWKS_PATH,
  OAUTH_TOKEN_PATH,
  SESSION_TOKEN_PATH,
} from '../../../lambda/contract/fields.ts';
import { MAX_TOKEN_REQUEST_BYTES } from '../../../lambda/contract/limits.ts';
import { bodyOf } from '../findings/envelope.ts';
import { checkRefusal, type Group, type Round } from '../findings/group.ts';
import type { Answer } from '../requests/client.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
/** Credentials of nobody. */
const NOBODY = { appId: 'conformance', appSecret: 'conformance', tenantId: 'conformance' };

/** Tokens of the built-in issuer; with an external one none of its routes is there. */
export const tokens: Group = {
  name: 'tokens',

  async ours(round) {
    const keySet = await round.client.send({ path: JWKS_PATH });
    if (keySet.status === 404) return external(round);
    await publishedDocuments(round, keySet);
    await refusals(round);
    await session(round);
    await application(round);
  },
};

async function external({ client, record }: Round): Promise<void> {
  for (const path of ISSUER_PATHS) {
    const method = path === JWKS_PATH || path === DISCOVERY_PATH ? 'GET' : 'POST';
    checkRefusal(record, `${path} with an external issuer`, await client.send({ method, path }), 404);
  }
}

async function publishedDocuments({ client, record }: Round, keySet: Answer): Promise<void> {
  const keys = bodyOf(keySet)?.keys;
  const sound =
    Array.isArray(keys) &&
    keys.length > 0 &&
    keys.every((key) => key.alg === 'ES256' && key.kid && key.d === undefined);
  record.check('the key set', 'public keys for ES256', sound ? 'public keys for ES256' : 'something else', sound);
  const { status, body } = await client.send({ path: DISCOVERY_PATH });
  const { token_endpoint: endpoint, jwks_uri: address } = bodyOf({ status, headers: {}, body }) ?? {};
  const named = String(endpoint).endsWith(OAUTH_TOKEN_PATH) && String(address).endsWith(JWKS_PATH);
  record.check(
    'the discovery document',
    'its endpoints',
    named ? 'its endpoints' : `${status}`,
    status === 200 && named,
  );
}

async function refusals({ client, record }: Round): Promise<void> {
  const ask = (body: string, type = JSON_TYPE) =>
    client.send({ method: 'POST', path: APP_TOKEN_PATH, headers: { 'Content-Type': type }, body: Buffer.from(body) });
  checkRefusal(record, 'GetAppToken for nobody', await ask(JSON.stringify(NOBODY)), 401);
  checkRefusal(record, 'GetAppToken with half a body', await ask('{"appId"'), 400);
  checkRefusal(record, 'GetAppToken without a secret', await ask('{"appId":"conformance","tenantId":"x"}'), 400);
  checkRefusal(record, 'GetAppToken with a form', await ask('appId=conformance', FORM_TYPE), 415);
  checkRefusal(record, 'GetAppToken of many bytes', await ask('x'.repeat(MAX_TOKEN_REQUEST_BYTES + 1)), 413);
  const oauth = async (name: string, form: Record<string, string>, status: number, error: string) => {
    const answer = await client.send({
      method: 'POST',
      path: OAUTH_TOKEN_PATH,
      headers: { 'Content-Type': FORM_TYPE },
      body: Buffer.from(String(new URLSearchParams(form))),
    });
    record.equal(`${OAUTH_TOKEN_PATH}, ${name}`, [status, error], [answer.status, bodyOf(answer)?.error]);
  };
  const nobody = { client_id: 'conformance', client_secret: 'conformance' };
  await oauth('nobody', { grant_type: 'client_credentials', ...nobody }, 401, 'invalid_client');
  await oauth('another grant', { grant_type: 'password', ...nobody }, 400, 'unsupported_grant_type');
  await oauth('no grant', nobody, 400, 'invalid_request');
  checkRefusal(record, 'GetSessionToken without a token', await openSession(client, null), 401);
}

/** A session's token is not used for a comparison, which would leave one more item. */
async function session({ client, record }: Round): Promise<void> {
  const opened = await openSession(client, client.token);
  if (opened.status === 401) return record.skip('a session', 'the token is not of an application that is there');
  const { token, comparisons } = (bodyOf(opened)?.result ?? {}) as { token?: string; comparisons?: number };
  record.equal('a session: status and comparisons', [200, 2], [opened.status, comparisons]);
  const again = await openSession(client, token ?? '');
  checkRefusal(record, 'GetSessionToken with the token of a session', again, 401);
}

function openSession(client: Round['client'], token: string | null): Promise<Answer> {
  return client.send({
    method: 'POST',
    path: SESSION_TOKEN_PATH,
    headers: { 'Content-Type': JSON_TYPE, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: Buffer.from('{"comparisons":2,"expiresIn":60}'),
  });
}

async function application({ client, facts, record }: Round): Promise<void> {
  const name = 'a token for an application';
  if (facts.application === null)
    return record.skip(name, 'no application given (--app-id, --app-secret, --tenant-id)');
  const answer = await client.send({
    method: 'POST',
    path: APP_TOKEN_PATH,
    headers: { 'Content-Type': JSON_TYPE },
    body: Buffer.from(JSON.stringify(facts.application)),
  });
  const { token, tokenType, expiresIn } = (bodyOf(answer)?.result ?? {}) as Record<string, unknown>;
  const sound = typeof token === 'string' && token.split('.').length === 3 && Number(expiresIn) > 0;
  record.equal(name, [200, true, 'Bearer'], [answer.status, sound, tokenType]);
}
