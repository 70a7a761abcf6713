import type { Route } from './gateway-model.ts';

export interface RouteMatch {
  readonly route: Route;
  /** The path without the stage, as it was sent. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/**
 * Finds the route for a method and a path. The path starts with the stage, as in addresses of API Gateway, or not, as
 * behind a custom domain. Fixed segments take precedence over `{parameters}`, these over a greedy `{proxy+}`, and the
 * method itself over ANY. Where the most specific path lacks the method, API Gateway looks no further.
 *
 * @param path without query string
 * @returns `null` when there is no such resource and method
 */
export function findRoute(routes: readonly Route[], stage: string, method: string, path: string): RouteMatch | null {
  const behind = path === `/${stage}` ? '/' : path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : null;
  const found = [path, ...(behind === null ? [] : [behind])].map((each) => match(routes, method, each));
  // A catch-all takes a path with the stage as it takes any other.
  return (
    found.find((each) => each !== null && !isGreedy(each.route)) ?? found.findLast((each) => each !== null) ?? null
  );
}

function match(routes: readonly Route[], method: string, path: string): RouteMatch | null {
  const candidates = routes
    .map((route) => ({ route, parameters: parametersOf(route.path, path) }))
    .filter(({ parameters }) => parameters !== null)
    .sort((a, b) => rank(a.route) - rank(b.route));
  const resource = candidates[0]?.route.path;
  const best = candidates.find(({ route }) => {
    return route.path === resource && (route.method === method || route.method === 'ANY');
  });
  if (best === undefined) return null;
  const parameters = best.parameters as Record<string, string>;
  return { route: best.route, path, pathParameters: Object.keys(parameters).length > 0 ? parameters : null };
}

function isGreedy({ path }: Route): boolean {
  return path.includes('+}');
}

/** Lower is more specific. */
function rank(route: Route): number {
  const greedy = isGreedy(route) ? 4 : 0;
  const parameter = route.path.includes('{') ? 2 : 0;
  return greedy + parameter + (route.method === 'ANY' ? 1 : 0);
}

function parametersOf(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const parameters: Record<string, string> = {};
  for (const [i, segment] of wanted.entries()) {
    const name = /^\{([^}+]+)(\+?)\}$/.exec(segment);
    const value = given[i];
    if (name === null ? segment !== value : value === undefined || value === '') return null;
    if (name === null) continue;
    if (name[2] === '+') return { ...parameters, [name[1] as string]: given.slice(i).join('/') };
    parameters[name[1] as string] = decode(value as string);
  }
  return given.length === wanted.length ? parameters : null;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
