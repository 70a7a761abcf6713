import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import packageJson from '../../package.json' with { type: 'json' };
import { CORS_EXPOSED_HEADERS } from '../contract/cors.ts';
import { envelope } from '../contract/envelope.ts';
import { FAILURES } from '../contract/failures.ts';
import { INDEX_PATH, REQUEST_ID_HEADER } from '../contract/fields.ts';
import {
  API_PARTS,
  type ApiPart,
  INDEX_MESSAGE,
  type Index,
  linksTo,
  routeMessages,
  routesOf,
} from '../contract/routes.ts';
import { SettingsError } from '../errors/settings-error.ts';

/** The environment of the function. */
export interface CatchAllSettings {
  /** Parts of the API that this deployment has, separated by commas. */
  readonly API_PARTS?: string | undefined;
  /** The value of `Access-Control-Allow-Origin`; unset or empty if no web page may read responses. */
  readonly ALLOWED_ORIGIN?: string | undefined;
}

type CatchAllEvent = Pick<APIGatewayProxyEvent, 'httpMethod' | 'path' | 'requestContext'>;
export type CatchAllHandler = (event: CatchAllEvent) => Promise<APIGatewayProxyResult>;

/**
 * Returns the handler for requests that no other route takes. `GET /` lists what exists, and any other request gets a 404 that
 * says what is wrong with its path or method. The handler reads no body and no token.
 *
 * @throws SettingsError when the environment names a part that does not exist
 */
export function createCatchAll(environment: CatchAllSettings): CatchAllHandler {
  const routes = routesOf(readParts(environment.API_PARTS ?? ''));
  const index: Index = { version: packageJson.version, links: linksTo(routes) };
  const origin = environment.ALLOWED_ORIGIN || null;
  return async ({ httpMethod, path, requestContext }) => {
    const isIndex = path === INDEX_PATH && ['GET', 'HEAD'].includes(httpMethod);
    const statusCode = isIndex ? 200 : FAILURES.notFound.statusCode;
    const messages = isIndex ? [INDEX_MESSAGE] : routeMessages(httpMethod, path, routes);
    return {
      statusCode,
      headers: {
        'Content-Type': 'application/json',
        'Cache-Control': 'no-store',
        [REQUEST_ID_HEADER]: requestContext.requestId,
        ...(origin === null
          ? {}
          : { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': CORS_EXPOSED_HEADERS }),
      },
      body: httpMethod === 'HEAD' ? '' : JSON.stringify(envelope(statusCode, messages, isIndex ? index : null)),
    };
  };
}

function readParts(text: string): ApiPart[] {
  return text.split(',').flatMap((name) => {
    const part = API_PARTS.find((each) => each === name);
    if (part !== undefined) return part;
    if (name === '') return [];
    throw new SettingsError([`Expected some of ${API_PARTS.join(', ')} for API_PARTS but received ${name}.`]);
  });
}
