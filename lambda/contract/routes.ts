import {
  APP_TOKEN_PATH,
  COMPARE_PATH,
  DISCOVERY_PATH,
  HEALTH_PATH,
  INDEX_PATH,
  JWKS_PATH,
  OAUTH_TOKEN_PATH,
  OPENAPI_PATH,
  PLAYGROUND_PATH,
  REFERENCE_PATH,
  SESSION_TOKEN_PATH,
} from './fields.ts';

/** A path of the API. */
export interface ApiRoute {
  readonly path: string;
  readonly methods: readonly string[];
  /** The name of the link to it in the response to `GET /`; `null` for that response itself. */
  readonly link: string | null;
  /** The part of the API that the route belongs to; `null` where every deployment has it. */
  readonly part: ApiPart | null;
}

/** Parts of the API that a deployment may lack. */
export const API_PARTS = ['issuer', 'playground'] as const;
export type ApiPart = (typeof API_PARTS)[number];

/** All routes but the preflight request, which only browsers send. */
export const ROUTES: readonly ApiRoute[] = [
  { path: INDEX_PATH, methods: ['GET', 'HEAD'], link: null, part: null },
  { path: COMPARE_PATH, methods: ['POST'], link: 'compare', part: null },
  { path: HEALTH_PATH, methods: ['GET', 'HEAD'], link: 'health', part: null },
  { path: PLAYGROUND_PATH, methods: ['GET'], link: 'playground', part: 'playground' },
  { path: OPENAPI_PATH, methods: ['GET'], link: 'openapi', part: 'playground' },
  { path: REFERENCE_PATH, methods: ['GET'], link: 'reference', part: 'playground' },
  { path: APP_TOKEN_PATH, methods: ['POST'], link: 'applicationToken', part: 'issuer' },
  { path: SESSION_TOKEN_PATH, methods: ['POST'], link: 'sessionToken', part: 'issuer' },
  { path: OAUTH_TOKEN_PATH, methods: ['POST'], link: 'oauthToken', part: 'issuer' },
  { path: JWKS_PATH, methods: ['GET'], link: 'keySet', part: 'issuer' },
  { path: DISCOVERY_PATH, methods: ['GET'], link: 'openIdConfiguration', part: 'issuer' },
];

/** Returns the routes of a deployment with these parts. */
export function routesOf(parts: readonly ApiPart[]): readonly ApiRoute[] {
  return ROUTES.filter(({ part }) => part === null || parts.includes(part));
}

/** `result` of `GET /`. */
export interface Index {
  readonly version: string;
  /** Paths below the base URL, by name. */
  readonly links: Readonly<Record<string, string>>;
}

/** The message of `GET /`. */
export const INDEX_MESSAGE = 'Face Comparison API. The links are paths below the base URL.';

/** Returns the links of `GET /` to these routes. */
export function linksTo(routes: readonly ApiRoute[]): Readonly<Record<string, string>> {
  return Object.fromEntries(routes.flatMap(({ link, path }) => (link === null ? [] : [[link, path] as const])));
}

/** What can be wrong with a route. `path` is the one that was probably meant. */
const MISTAKES = {
  slash: (path: string) => `The path has a slash too many, at its end or within. Use ${path}.`,
  case: (path: string) => `The path differs in upper and lower case. Use ${path}.`,
  method: (path: string, method: string, allowed: string) =>
    `${/^[A-Z]{1,10}$/.test(method) ? method : 'This method'} is not allowed for ${path}. Use ${allowed}.`,
  prefix: (path: string) => `The path has something before ${path}. Check the base URL.`,
  incomplete: (path: string) => `The path is incomplete. Use ${path}.`,
  unknown: () => 'There is no such path.',
} as const;

/** Returns the messages of each mistake with an example, for the OpenAPI document. */
export function routeExamples(): { readonly name: string; readonly messages: readonly string[] }[] {
  const routes = routesOf(API_PARTS);
  return [
    { name: 'method', messages: routeMessages('GET', COMPARE_PATH, routes) },
    { name: 'slash', messages: routeMessages('POST', `${COMPARE_PATH}/`, routes) },
    { name: 'case', messages: routeMessages('POST', COMPARE_PATH.toLowerCase(), routes) },
    { name: 'prefix', messages: routeMessages('GET', `/prod${HEALTH_PATH}`, routes) },
    { name: 'incomplete', messages: routeMessages('POST', '/ExtFaceComparison', routes) },
    { name: 'path', messages: routeMessages('POST', '/compare', routes) },
  ];
}

/**
 * Returns the messages for a request that no route takes: each part of it that is wrong, then the routes that exist. They
 * repeat nothing of the path that was sent.
 *
 * @param path path below the base URL, without the query string
 * @param routes those of the deployment
 */
export function routeMessages(method: string, path: string, routes: readonly ApiRoute[]): string[] {
  const list = routes.map((route) => `${route.methods.join(' and ')} ${route.path}`).join(', ');
  return [...wrongParts(method, path, routes), `Available below the base URL: ${list}.`];
}

function wrongParts(method: string, path: string, routes: readonly ApiRoute[]): string[] {
  const sent = withoutExtraSlashes(path);
  const route = routes.find((each) => each.path.toLowerCase() === sent.toLowerCase());
  if (route === undefined) return [otherPath(sent.toLowerCase(), routes)];
  const { methods, path: right } = route;
  return [
    ...(path === sent ? [] : [MISTAKES.slash(right)]),
    ...(sent === right ? [] : [MISTAKES.case(right)]),
    ...(methods.includes(method) ? [] : [MISTAKES.method(right, method, methods.join(' or '))]),
  ];
}

/** "//health/" becomes "/health". */
function withoutExtraSlashes(path: string): string {
  return `/${path.split('/').filter(Boolean).join('/')}`;
}

/** Returns what is wrong with a path in lower case that is no route in any case. */
function otherPath(sent: string, routes: readonly ApiRoute[]): string {
  const named = routes.filter(({ path }) => path !== INDEX_PATH);
  const behind = named.find(({ path }) => sent.endsWith(path.toLowerCase()));
  if (behind !== undefined) return MISTAKES.prefix(behind.path);
  const begun = named.find(({ path }) => path.toLowerCase().startsWith(`${sent}/`));
  return begun === undefined ? MISTAKES.unknown() : MISTAKES.incomplete(begun.path);
}
