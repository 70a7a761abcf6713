import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readHeaders } from '../events/headers.ts';
import { RefusedRequest } from './refused.ts';
import { bodyText, mediaType } from './request-body.ts';

/** The credentials of a client. */
export interface Credentials {
  readonly appId: string;
  readonly appSecret: string;
}

/**
 * Reads a request of the client credentials grant (RFC 6749, section 4.4.2), with the client's credentials as HTTP Basic or
 * in the form (section 2.3.1).
 *
 * @throws RefusedRequest by section 5.2
 */
export function oauthRequest(event: APIGatewayProxyEvent): Credentials {
  if (mediaType(event) !== 'application/x-www-form-urlencoded') throw new RefusedRequest('notForm');
  const form = new URLSearchParams(bodyText(event));
  const names = [...form.keys()];
  if (new Set(names).size < names.length) throw new RefusedRequest('repeatedParameter');
  // Section 3.2: a parameter without a value counts as left out.
  const value = (name: string): string | null => form.get(name) || null;
  const grantType = value('grant_type');
  if (grantType === null) throw new RefusedRequest('grantTypeMissing');
  if (grantType !== 'client_credentials') throw new RefusedRequest('grantType');
  if (value('scope') !== null) throw new RefusedRequest('scope');

  const { authorization } = readHeaders(event);
  const [appId, appSecret] = [value('client_id'), value('client_secret')];
  if (authorization === undefined) {
    if (appId === null || appSecret === null) throw new RefusedRequest('noClient');
    return { appId, appSecret };
  }
  if (appSecret !== null) throw new RefusedRequest('twoCredentials');
  const basic = basicCredentials(authorization);
  if (basic === null) throw new RefusedRequest('noClient');
  if (appId !== null && appId !== basic.appId) throw new RefusedRequest('twoCredentials');
  return basic;
}

/** Returns the credentials of HTTP Basic, each form-encoded before they are joined, or `null` for another header. */
function basicCredentials(header: string): Credentials | null {
  const encoded = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  const [appId, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const appSecret = rest.join(':');
  try {
    const [id, secret] = [appId ?? '', appSecret].map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
    return id && secret ? { appId: id, appSecret: secret } : null;
  } catch {
    return null;
  }
}
