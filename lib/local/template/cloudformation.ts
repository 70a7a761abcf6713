/** A CloudFormation template that cannot be imitated, or that would not work. The message names the resource. */
export class TemplateError extends Error {}

export type Properties = Readonly<Record<string, unknown>>;

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
}

/**
 * Returns all resources of a template.
 *
 * @throws TemplateError when a resource depends on a condition, whose outcome is known to CloudFormation only
 */
export function resources(template: object): Resource[] {
  const all = (
    template as { Resources?: Record<string, { Type: string; Properties?: Properties; Condition?: string }> }
  ).Resources;
  if (all === undefined) throw new TemplateError('The template has no resources.');
  return Object.entries(all).map(([id, { Type, Properties = {}, Condition }]) => {
    if (Condition !== undefined && Type !== 'AWS::CDK::Metadata') {
      throw new TemplateError(`${id}: expected no condition but received ${Condition}.`);
    }
    return { id, type: Type, properties: Properties };
  });
}

/** Returns the resources of one type, in the order of the template. */
export function ofType(all: readonly Resource[], type: string): Resource[] {
  return all.filter((resource) => resource.type === type);
}

/**
 * Returns the only resource of a type.
 *
 * @throws TemplateError when there is none or more than one
 */
export function only(all: readonly Resource[], type: string): Resource {
  const found = ofType(all, type);
  if (found.length !== 1) throw new TemplateError(`Expected one ${type} but received ${found.length}.`);
  return found[0]!;
}

/** Returns the logical id that `{Ref}` or `{Fn::GetAtt}` names, or `null` for any other value. */
export function reference(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { Ref: ref, 'Fn::GetAtt': getAtt } = value as { Ref?: unknown; 'Fn::GetAtt'?: unknown };
  if (typeof ref === 'string') return ref;
  if (Array.isArray(getAtt) && typeof getAtt[0] === 'string') return getAtt[0];
  return null;
}

/** Returns every logical id that a value names, such as in the parts of a `Fn::Join`. */
export function references(value: unknown): string[] {
  const own = reference(value);
  if (own !== null) return [own];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(references);
}

/**
 * Returns a property that must be a literal string.
 *
 * @throws TemplateError naming the resource and the property
 */
export function text(resource: Resource, name: string): string {
  const value = resource.properties[name];
  if (typeof value !== 'string') throw unexpected(resource, name, 'a string', value);
  return value;
}

/**
 * Returns a property that must be a number, or `undefined` where it is absent.
 *
 * @throws TemplateError naming the resource and the property
 */
export function numeric(resource: Resource, name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number') throw unexpected(resource, name, 'a number', value);
  return value;
}

export function unexpected(resource: Resource, name: string, expected: string, value: unknown): TemplateError {
  return new TemplateError(`${resource.id}: expected ${expected} for ${name} but received ${JSON.stringify(value)}.`);
}
