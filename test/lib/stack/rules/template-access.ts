import { ofType, type Properties, type Resource, resources } from '../../../../lib/local/template/cloudformation.ts';

// biome-ignore lint/suspicious/noExplicitAny: properties of a template have no types, and tests reach deep into them.
export type Any = any;

/** The resources of a type with their properties, ids and policies of deletion. */
export function resourcesOf(template: object, type: string): (Resource & { properties: Any; raw: Any })[] {
  const raw = (template as Any).Resources;
  return ofType(resources(template), type).map((resource) => ({ ...resource, raw: raw[resource.id] }));
}

/** Properties of the resources of a type. */
export function propertiesOf(template: object, type: string): Any[] {
  return resourcesOf(template, type).map(({ properties }) => properties);
}

/** The API's method of a kind; there is one of each. */
export function methodOf(template: object, httpMethod: string): Any {
  return propertiesOf(template, 'AWS::ApiGateway::Method').find((method) => method.HttpMethod === httpMethod);
}

/** The function that is a container image, or the authorizer. */
export function functionOf(template: object, packageType: 'Image' | 'Zip'): Any {
  return resourcesOf(template, 'AWS::Lambda::Function').find(({ id, properties }) => {
    return packageType === 'Image' ? properties.PackageType === 'Image' : id.startsWith('Authorizer');
  })?.properties;
}

/** All statements of all policies of a template, with the role that has them. */
export function statementsOf(template: object): { role: string; statement: Any }[] {
  const inline = resourcesOf(template, 'AWS::IAM::Role').flatMap(({ id, properties }) =>
    (properties.Policies ?? []).flatMap((policy: Any) =>
      policy.PolicyDocument.Statement.map((statement: Any) => ({ role: id, statement })),
    ),
  );
  const attached = [
    ...propertiesOf(template, 'AWS::IAM::Policy'),
    ...propertiesOf(template, 'AWS::IAM::ManagedPolicy'),
  ];
  const others = attached.flatMap((policy) =>
    policy.PolicyDocument.Statement.map((statement: Any) => ({ role: JSON.stringify(policy.Roles), statement })),
  );
  return [...inline, ...others];
}

/**
 * A copy of a template in which the resources of a type were changed.
 *
 * @throws Error where there is nothing to change, so that a mutation cannot pass by missing its aim
 */
export function changed(template: object, type: string, change: (properties: Any, raw: Any) => void): object {
  const copy = structuredClone(template) as { Resources: Record<string, { Type: string; Properties?: Properties }> };
  const before = JSON.stringify(copy);
  for (const resource of Object.values(copy.Resources)) {
    if (resource.Type === type) change(resource.Properties, resource);
  }
  if (JSON.stringify(copy) === before) throw new Error(`The mutation changed no ${type}.`);
  return copy;
}

/** A copy of a template without the resources of a type that fulfil a condition. */
export function removed(template: object, type: string, which: (properties: Any) => boolean = () => true): object {
  const copy = structuredClone(template) as { Resources: Record<string, { Type: string; Properties?: Any }> };
  const doomed = Object.entries(copy.Resources).filter(([, it]) => it.Type === type && which(it.Properties));
  if (doomed.length === 0) throw new Error(`The mutation removed no ${type}.`);
  for (const [id] of doomed) delete copy.Resources[id];
  return copy;
}

/** A copy of a template with one more resource of a type, without properties. */
export function added(template: object, type: string): object {
  const copy = structuredClone(template) as { Resources: Record<string, { Type: string; Properties: Properties }> };
  copy.Resources.Added = { Type: type, Properties: {} };
  return copy;
}
