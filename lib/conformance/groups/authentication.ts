import { checkRefusal, type Group } from '../findings/group.ts';
import { alteredTokens } from '../requests/altered-tokens.ts';
import { pair } from '../requests/form.ts';

/** 401 without a valid token, 403 without `services: External`. */
export const authentication: Group = {
  name: 'authentication',

  async contract({ client, pictures, facts, record }) {
    const parts = pair(pictures.formats.JPG, pictures.formats.JPG);
    const refused = async (name: string, authorization: string | null) =>
      checkRefusal(record, name, await client.compare(parts, { authorization }), 401);

    await refused('no Authorization header', null);
    await refused('an empty bearer token', 'Bearer ');
    await refused('no token at all', 'Bearer conformance');
    await refused('another scheme', `Basic ${Buffer.from('user:password').toString('base64')}`);
    await refused('a token without its scheme', client.token);
    const altered = alteredTokens(client.token);
    for (const [name, token] of altered) await refused(name, `Bearer ${token}`);
    if (altered.length === 0) record.skip('altered tokens', 'the token is no JWT');

    const name = 'a token without services: External';
    if (facts.tokenWithoutExternal === null) return record.skip(name, 'no such token given (--token-without-external)');
    const authorization = `Bearer ${facts.tokenWithoutExternal}`;
    checkRefusal(record, name, await client.compare(parts, { authorization }), 403);
  },

  async ours({ client, facts, record }) {
    const bare = await client.compare([], { authorization: null });
    checkRefusal(record, 'no token and no images', bare, 401);
    record.equal('WWW-Authenticate of a 401', 'Bearer', bare.headers['www-authenticate']);
    if (facts.tokenWithoutExternal === null) return;
    const authorization = `Bearer ${facts.tokenWithoutExternal}`;
    const forbidden = await client.compare([], { authorization });
    checkRefusal(record, 'a token without External and no images', forbidden, 403, 'services: External');
  },
};
