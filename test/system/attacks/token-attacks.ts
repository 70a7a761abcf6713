import { createPublicKey } from 'node:crypto';
import { hs256, signed, type TestKey, token } from '../../support/tokens.ts';

/** What an attack has to work with. */
export interface AttackGround {
  /** Keys that the issuer publishes. */
  readonly es256: TestKey;
  readonly rs256: TestKey;
  readonly edDsa: TestKey;
  /** The attacker's key under the `kid` of `es256`. */
  readonly stranger: TestKey;
  readonly issuer: string;
  readonly audience: string;
  /** Returns claims that are let in, with a change; `undefined` removes one. */
  readonly claims: (change?: object) => Record<string, unknown>;
  /** A server of the attacker with their key set; nobody may request it. */
  readonly lure: string;
}

/** Name, the code in the authorizer's log, and the token. */
export type TokenAttack = readonly [name: string, reason: string, make: (ground: AttackGround) => string];

const now = () => Math.floor(Date.now() / 1000);
const encode = (bytes: string | Buffer) => Buffer.from(bytes as string).toString('base64url');
const unsigned = (jwt: string) => jwt.slice(0, jwt.lastIndexOf('.') + 1);
const publicKey = ({ jwk }: TestKey) => createPublicKey({ key: jwk, format: 'jwk' });

/** Returns a token of exactly these bytes with a good signature, which no JSON encoder would write. */
function verbatim(key: TestKey, header: string | Buffer, payload: string | Buffer): string {
  return signed(key, `${encode(header)}.${encode(payload)}`);
}

/** Returns an attack with a change in the header and a good signature. */
const withHeader = (header: object) => (ground: AttackGround) => token(ground.es256, ground.claims(), { header });
/** Returns an attack with a change in the claims and a good signature of the issuer. */
const withClaims = (change: object) => (ground: AttackGround) => token(ground.es256, ground.claims(change));
/** Returns an attack that signs by HMAC with the issuer's public key as the secret, in one of its forms. */
const confused = (secret: (key: TestKey) => string | Buffer) => (ground: AttackGround) =>
  token(ground.rs256, ground.claims(), { header: { alg: 'HS256' }, signature: hs256(secret(ground.rs256)) });
/** Returns an attack that changes the text of a good token. */
const changed = (change: (jwt: string) => string) => (ground: AttackGround) =>
  change(token(ground.es256, ground.claims()));

const ALGORITHM: readonly TokenAttack[] = [
  ['alg none without a signature', 'malformed', (g) => unsigned(withHeader({ alg: 'none' })(g))],
  ['alg none with a signature', 'algorithm', withHeader({ alg: 'none' })],
  ['alg None', 'algorithm', withHeader({ alg: 'None' })],
  ['alg nOnE without a signature', 'malformed', (g) => unsigned(withHeader({ alg: 'nOnE' })(g))],
  ['alg in other case', 'algorithm', withHeader({ alg: 'es256' })],
  ['alg missing', 'algorithm', withHeader({ alg: undefined })],
  ['alg empty', 'algorithm', withHeader({ alg: '' })],
  ['alg null', 'malformed', withHeader({ alg: null })],
  ['alg as a list', 'malformed', withHeader({ alg: ['ES256'] })],
  ['alg from the prototype', 'algorithm', withHeader({ alg: 'constructor' })],
  ['PS256', 'algorithm', (g) => token(g.rs256, g.claims(), { header: { alg: 'PS256' } })],
  [
    'the alg of another kind of key',
    'algorithm',
    (g) => token(g.rs256, g.claims(), { header: { alg: 'ES256', kid: g.rs256.kid } }),
  ],
  ['HS256 with the public JWK as secret', 'algorithm', confused(({ jwk }) => JSON.stringify(jwk))],
  [
    'HS256 with the public PEM as secret',
    'algorithm',
    confused((key) => publicKey(key).export({ type: 'spki', format: 'pem' })),
  ],
  [
    'HS256 with the public DER as secret',
    'algorithm',
    confused((key) => publicKey(key).export({ type: 'spki', format: 'der' })),
  ],
  ['HS256 with the modulus as secret', 'algorithm', confused(({ jwk }) => Buffer.from(String(jwk.n), 'base64url'))],
  ['HS256 with an empty secret', 'algorithm', confused(() => '')],
];

const SIGNATURE: readonly TokenAttack[] = [
  ['a stripped signature', 'malformed', changed(unsigned)],
  ['a stripped signature and no dot', 'malformed', changed((jwt) => unsigned(jwt).slice(0, -1))],
  ['a signature of another key under a known kid', 'signature', (g) => token(g.stranger, g.claims())],
  [
    'a changed payload',
    'signature',
    (g) => {
      const [header, , signature] = token(g.es256, g.claims()).split('.');
      return `${header}.${encode(JSON.stringify(g.claims({ client_id: 'other' })))}.${signature}`;
    },
  ],
  [
    'the signature of another token',
    'signature',
    (g) => {
      const other = token(g.es256, g.claims({ client_id: 'other' }));
      return unsigned(token(g.es256, g.claims())) + other.slice(other.lastIndexOf('.') + 1);
    },
  ],
  [
    'a DER signature for ES256',
    'signature',
    (g) => token(g.es256, g.claims(), { signature: () => encode(Buffer.from('3006020101020101', 'hex')) }),
  ],
  ['a signature of one byte', 'signature', (g) => token(g.es256, g.claims(), { signature: () => 'AA' })],
  // CVE-2022-21449: r and s of zero pass a careless verification of any text.
  ['a signature of zeros', 'signature', (g) => token(g.es256, g.claims(), { signature: () => 'A'.repeat(86) })],
  ['an RSA signature of one byte', 'signature', (g) => token(g.rs256, g.claims(), { signature: () => 'AA' })],
  ['an EdDSA signature of one byte', 'signature', (g) => token(g.edDsa, g.claims(), { signature: () => 'AA' })],
  ['an EdDSA signature of zeros', 'signature', (g) => token(g.edDsa, g.claims(), { signature: () => 'A'.repeat(86) })],
];

const KEY: readonly TokenAttack[] = [
  ['no kid', 'malformed', withHeader({ kid: undefined })],
  ['an empty kid', 'malformed', withHeader({ kid: '' })],
  ['a kid that is no string', 'malformed', withHeader({ kid: 7 })],
  ['a kid that is a list', 'malformed', (g) => withHeader({ kid: [g.es256.kid] })(g)],
  ['an unknown kid', 'unknown_key', withHeader({ kid: 'other' })],
  ['the kid of another key', 'algorithm', (g) => withHeader({ kid: g.rs256.kid })(g)],
  ['a kid that is a path', 'unknown_key', withHeader({ kid: '../../dev/null' })],
  ['a kid that is an address', 'unknown_key', (g) => withHeader({ kid: g.lure })(g)],
  ['a kid that is a query', 'unknown_key', withHeader({ kid: "x' UNION SELECT 'key' -- " })],
  ['a kid that is a command', 'unknown_key', withHeader({ kid: '$(id)|id;`id`' })],
  ['a kid with a zero byte', 'unknown_key', (g) => withHeader({ kid: `${g.es256.kid}\0` })(g)],
  ['a kid in letters that look alike', 'unknown_key', withHeader({ kid: 'k\u0435y-ES256' })],
  ['a kid in letters of another width', 'unknown_key', withHeader({ kid: 'ｋｅｙ-ES256' })],
  ['a kid in other case', 'unknown_key', (g) => withHeader({ kid: g.es256.kid.toUpperCase() })(g)],
  ['a kid of 4 kB', 'unknown_key', withHeader({ kid: 'k'.repeat(4_000) })],
  ['a kid from the prototype', 'unknown_key', withHeader({ kid: '__proto__' })],
  ['critical extensions', 'malformed', withHeader({ crit: ['b64'], b64: false })],
  ['an empty list of critical extensions', 'malformed', withHeader({ crit: [] })],
  ['its own key in the header', 'signature', (g) => byStranger(g, { jwk: g.stranger.jwk })],
  ['the address of its own key set in the header', 'signature', (g) => byStranger(g, { jku: g.lure })],
  ['the address of its own certificate in the header', 'signature', (g) => byStranger(g, { x5u: g.lure })],
  ['its own certificate in the header', 'signature', (g) => byStranger(g, { x5c: ['AAAA'], x5t: 'AAAA' })],
  ['its own key set under an unknown kid', 'unknown_key', (g) => byStranger(g, { jku: g.lure, kid: 'lure' })],
];

function byStranger({ stranger, claims }: AttackGround, header: object): string {
  return token(stranger, claims(), { header });
}

const CLAIMS: readonly TokenAttack[] = [
  ['no exp', 'malformed', withClaims({ exp: undefined })],
  ['exp as text', 'malformed', (g) => withClaims({ exp: String(now() + 60) })(g)],
  ['exp null', 'malformed', withClaims({ exp: null })],
  ['exp true', 'malformed', withClaims({ exp: true })],
  ['exp as a list', 'malformed', (g) => withClaims({ exp: [now() + 60] })(g)],
  ['an impossible exp', 'malformed', withClaims({ exp: -1e300 })],
  ['an exp beyond all dates', 'malformed', withClaims({ exp: 1e300 })],
  ['an exp that overflows', 'malformed', (g) => verbatimClaims(g, '"exp":1e999')],
  ['an impossible nbf', 'malformed', withClaims({ nbf: 1e300 })],
  ['exp a second ago', 'expired', (g) => withClaims({ exp: now() - 1 })(g)],
  ['exp zero', 'expired', withClaims({ exp: 0 })],
  ['exp below zero', 'expired', withClaims({ exp: -1 })],
  ['nbf in the future', 'not_yet_valid', (g) => withClaims({ nbf: now() + 30 })(g)],
  ['nbf 15 seconds ahead', 'not_yet_valid', (g) => withClaims({ nbf: now() + 15 })(g)],
  ['nbf as text', 'malformed', withClaims({ nbf: '0' })],
  ['no iss', 'issuer', withClaims({ iss: undefined })],
  ['iss null', 'malformed', withClaims({ iss: null })],
  ['iss as a list', 'malformed', (g) => withClaims({ iss: [g.issuer] })(g)],
  ['another issuer', 'issuer', (g) => withClaims({ iss: `${g.issuer}.evil.example` })(g)],
  ['the issuer with a slash', 'issuer', (g) => withClaims({ iss: `${g.issuer}/` })(g)],
  ['the issuer in other case', 'issuer', (g) => withClaims({ iss: g.issuer.toUpperCase() })(g)],
  ['the issuer with an account', 'issuer', (g) => withClaims({ iss: g.issuer.replace('//', '//a@') })(g)],
  ['no audience and no client', 'audience', withClaims({ aud: undefined, client_id: undefined })],
  ['no aud and another client_id', 'audience', withClaims({ aud: undefined })],
  ['another audience', 'audience', withClaims({ aud: 'face' })],
  ['an audience with ours as its beginning', 'audience', (g) => withClaims({ aud: `${g.audience}-admin` })(g)],
  ['ours in a string list of audiences', 'audience', (g) => withClaims({ aud: `x ${g.audience}` })(g)],
  ['another audience, the right client_id', 'audience', (g) => withClaims({ aud: 'x', client_id: g.audience })(g)],
  ['an empty list of audiences', 'audience', withClaims({ aud: [] })],
  ['a nested list of audiences', 'malformed', (g) => withClaims({ aud: [[g.audience]] })(g)],
  ['an object as audience', 'malformed', (g) => withClaims({ aud: { [g.audience]: 1 } })(g)],
  ['nobody', 'client_missing', withClaims({ sub: undefined, client_id: undefined })],
  ['an empty client', 'client_name', withClaims({ client_id: '' })],
  ['a client that is no string', 'client_name', withClaims({ client_id: { a: 1 } })],
  ['a client that is a list', 'client_name', withClaims({ client_id: ['demo'] })],
  ['a client with a line break', 'client_name', withClaims({ client_id: 'a\nb' })],
  ['a client with a line break at its end', 'client_name', withClaims({ client_id: 'a\n' })],
  ['a client with a line separator', 'client_name', withClaims({ client_id: 'a\u2028b' })],
  ['a client that writes from right to left', 'client_name', withClaims({ client_id: 'a\u202eb' })],
  ['a client of half a character', 'client_name', withClaims({ client_id: 'a\ud800' })],
  ['a client of 257 characters', 'client_name', withClaims({ client_id: 'a'.repeat(257) })],
  ['a client that ends a field of JSON', 'client_name', withClaims({ client_id: 'a","status":"200' })],
  ['a client that is a formula', 'client_name', withClaims({ client_id: '=HYPERLINK("http://evil.example")' })],
  ['a client that begins like a formula', 'client_name', withClaims({ client_id: '+1' })],
  ['a client with a cell of its own', 'client_name', withClaims({ client_id: 'a,b' })],
  ['a client with a space', 'client_name', withClaims({ client_id: 'a b' })],
  ['a client with an escape', 'client_name', withClaims({ client_id: 'a\\b' })],
  ['a client in other letters', 'client_name', withClaims({ client_id: 'b\u00e4nk' })],
  ['a client from the prototype', 'client_name', withClaims({ client_id: '__proto__' })],
  ['a client in azp that is no name', 'client_name', withClaims({ client_id: null, azp: '=1', sub: 'demo' })],
];

/** Returns a token with good claims, followed by more members as JSON text. */
function verbatimClaims({ es256, claims }: AttackGround, members: string): string {
  const rest = JSON.stringify(claims()).slice(0, -1);
  return verbatim(es256, JSON.stringify({ alg: 'ES256', kid: es256.kid }), `${rest},${members}}`);
}

const FORM: readonly TokenAttack[] = [
  ['more than 8 kB', 'no_bearer_token', withClaims({ filler: 'x'.repeat(9_000) })],
  ['nested lists without end', 'malformed', () => `${'W1tb'.repeat(900)}.${'W1tb'.repeat(900)}.AA`],
  ['one part', 'malformed', () => 'abc'],
  ['two parts', 'malformed', () => 'abc.def'],
  ['four parts', 'malformed', () => 'abc.def.ghi.jkl'],
  ['the five parts of an encrypted token', 'malformed', changed((jwt) => `${jwt}.AAAA.AAAA`)],
  ['only dots', 'malformed', () => '..'],
  ['a list as payload', 'malformed', (g) => token(g.es256, [])],
  ['null as payload', 'malformed', (g) => verbatim(g.es256, JSON.stringify({ alg: 'ES256', kid: 'x' }), 'null')],
  ['a string as header', 'malformed', (g) => verbatim(g.es256, '"ES256"', '{}')],
  ['an empty header', 'malformed', changed((jwt) => jwt.slice(jwt.indexOf('.')))],
  ['two alg, the last of them none', 'malformed', (g) => unsigned(twice(g, '"alg":"ES256"', '"alg":"none"'))],
  ['two alg, the first of them none', 'malformed', (g) => unsigned(twice(g, '"alg":"none"', '"alg":"ES256"'))],
  ['a header that is not UTF-8', 'malformed', (g) => verbatim(g.es256, Buffer.from([0x7b, 0xff, 0xfe]), '{}')],
  ['padding', 'malformed', changed((jwt) => `${jwt}==`)],
  ['the other alphabet of base64', 'malformed', (g) => token(g.es256, g.claims(), { signature: () => '+/+/' })],
];

function twice({ es256, claims }: AttackGround, first: string, second: string): string {
  return verbatim(es256, `{${first},${second},"kid":"${es256.kid}"}`, JSON.stringify(claims()));
}

/** Tokens that the authorizer must reject with 401. */
export const TOKEN_ATTACKS: readonly TokenAttack[] = [...ALGORITHM, ...SIGNATURE, ...KEY, ...CLAIMS, ...FORM];

/** Claims of valid tokens that must lead to a 403: they pass for `services: External` at a careless look. */
export const SERVICES_ATTACKS: readonly (readonly [name: string, change: object])[] = [
  ['no services', { services: undefined }],
  ['services null', { services: null }],
  ['services true', { services: true }],
  ['a substring', { services: 'NotExternal' }],
  ['a substring at the start', { services: 'ExternalX' }],
  ['other case', { services: 'external' }],
  ['an object', { services: { External: true } }],
  ['an object like a list', { services: { 0: 'External', length: 1 } }],
  ['a nested list', { services: [['External']] }],
  ['an object in a list', { services: [{ External: true }] }],
  ['a list in an item', { services: ['Internal External'] }],
  ['a Cyrillic letter', { services: '\u0415xternal' }],
  ['full width', { services: 'Ｅxternal' }],
  ['a character of no width', { services: 'External\u200b' }],
  ['a zero byte', { services: 'External\0' }],
  ['a combining accent', { services: 'Externa\u0301l' }],
  ['a space that is none', { services: 'Internal\u00a0External' }],
  ['a line break', { services: 'Internal\nExternal' }],
  ['JSON in a string', { services: '["External"]' }],
  ['another claim', { services: undefined, Services: 'External' }],
  ['the claim in a claim', { services: undefined, claims: { services: 'External' } }],
  ['scope', { services: undefined, scope: 'External', roles: ['External'] }],
];
