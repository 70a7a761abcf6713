import { JwtBaseError } from 'aws-jwt-verify/error';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';

/** The claim that names the client unless the setting `clientClaim` names another. */
export const DEFAULT_CLIENT_CLAIM = 'client_id';

/**
 * The names that a client may have. A name goes as it stands into log lines, audit items, tables and the access log's JSON,
 * so it holds nothing that could end a field or begin a formula.
 */
export const CLIENT_NAME = /^[A-Za-z0-9][A-Za-z0-9._:/@|+~-]{0,255}$/;

/** Says in words what `CLIENT_NAME` accepts. */
export const CLIENT_NAME_EXPECTED = '1 to 256 of A-Z a-z 0-9 . _ : / @ | + ~ -, the first a letter or digit';

/** The token has no claim that names its client. */
export class ClientMissingError extends JwtBaseError {
  override readonly name = 'ClientMissingError';
}

/** The token names its client, but not by a name that `CLIENT_NAME` accepts. */
export class ClientNameError extends JwtBaseError {
  override readonly name = 'ClientNameError';
}

/**
 * Returns the name of the client that a token was issued to. By default that is the first of `client_id`, `azp` and `sub`
 * that the token has. Where the settings name another claim, only that one counts: people may be free to choose their `sub`,
 * and would take another client's place with it. A claim that is `null` counts as absent.
 *
 * @param payload the payload of a verified token
 * @param clientClaim the setting `clientClaim`
 * @throws ClientMissingError, ClientNameError
 */
export function clientOf(payload: JwtPayload, clientClaim: string): string {
  const claims = clientClaim === DEFAULT_CLIENT_CLAIM ? [DEFAULT_CLIENT_CLAIM, 'azp', 'sub'] : [clientClaim];
  const given = claims
    .map((claim) => (Object.hasOwn(payload, claim) ? payload[claim] : undefined))
    .find((value) => value !== undefined && value !== null);
  if (given === undefined) throw new ClientMissingError('The token does not say who calls.');
  if (typeof given === 'string' && CLIENT_NAME.test(given)) return given;
  throw new ClientNameError('The token names its client in an unusable way.');
}
