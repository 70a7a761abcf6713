/** Names that a class inherits if it does not set its own. */
const BUILT_IN = new Set([
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

/**
 * Returns the name of an error's class, which is all that may be logged about an error that we did not make. The name that the
 * error gives itself comes first: in a bundle the classes have names such as `t` or `e`.
 *
 * @returns letters and digits only, at most 60 of them; "Error" if it has no such name
 */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const name: unknown = BUILT_IN.has(error.name) ? error.constructor?.name : error.name;
  return typeof name === 'string' && /^[A-Za-z0-9]{1,60}$/.test(name) ? name : 'Error';
}
