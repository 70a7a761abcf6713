import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type {
  PropertyType,
  Resource,
  ResourceProperties,
  SpecDatabase,
  TypeDefinition,
} from '@aws-cdk/service-spec-types';
import { type Finding, isComputed, type Mistake, mistake, type Template } from '../rules/template.ts';

/** CloudFormation's own schemas of all resource types: 28 MB of memory, and about two seconds to load. */
export class Schemas {
  readonly #db: SpecDatabase;

  private constructor(db: SpecDatabase) {
    this.#db = db;
  }

  /** Loads the schemas of `@aws-cdk/aws-service-spec`. */
  static async load(): Promise<Schemas> {
    return new Schemas(await loadAwsServiceSpec());
  }

  /**
   * Returns everything in a template that the schemas do not allow: unknown types and properties, missing and deprecated
   * properties, values of another type or outside of a list, and attributes that a resource does not have.
   */
  findings(template: Template): Finding[] {
    const found = Object.entries(template.Resources).flatMap(([resource, { Type, Properties = {} }]) => {
      const type = this.#type(Type);
      if (type === undefined) {
        if (Type === 'AWS::CDK::Metadata' || Type.startsWith('Custom::')) return [];
        return [{ rule: 'schema-type', resource, ...mistake('Type', 'a type that CloudFormation knows', Type) }];
      }
      return this.#objectFindings(Properties, type.properties, '').map((finding) => ({ resource, ...finding }));
    });
    return [...found, ...this.#attributeFindings(template)];
  }

  #type(name: string): Resource | undefined {
    return this.#db.lookup('resource', 'cloudFormationType', 'equals', name)[0];
  }

  #objectFindings(value: Record<string, unknown>, properties: ResourceProperties, path: string): SchemaFinding[] {
    const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
    const missing = Object.entries(properties)
      .filter(([name, { required }]) => required === true && value[name] === undefined)
      .map(([name]) => ({ rule: 'schema-required', ...mistake(at(name), 'a value', undefined) }));
    const given = Object.entries(value).flatMap(([name, inner]) => {
      const property = properties[name];
      if (property === undefined) {
        return [{ rule: 'schema-property', ...mistake(at(name), 'no such property', inner) }];
      }
      // The specification names them in capitals: NONE, WARN, IGNORE.
      if (property.deprecated !== undefined && String(property.deprecated) !== 'NONE') {
        return [{ rule: 'schema-deprecated', ...mistake(at(name), 'no deprecated property', inner) }];
      }
      return this.#valueFindings(inner, property.type, at(name));
    });
    return [...missing, ...given];
  }

  #valueFindings(value: unknown, type: PropertyType, path: string): SchemaFinding[] {
    if (value === null || isComputed(value)) return [];
    const wrong = (expected: string): SchemaFinding[] => [{ rule: 'schema-value', ...mistake(path, expected, value) }];
    switch (type.type) {
      case 'string':
        if (typeof value !== 'string') return wrong('a string');
        return type.allowedValues === undefined || type.allowedValues.includes(value)
          ? []
          : wrong(`one of ${type.allowedValues.join(', ')}`);
      case 'integer':
        if (!isNumber(value) || !Number.isInteger(Number(value))) return wrong('a whole number');
        return type.allowedValues === undefined || type.allowedValues.includes(Number(value))
          ? []
          : wrong(`one of ${type.allowedValues.join(', ')}`);
      case 'number':
        return isNumber(value) ? [] : wrong('a number');
      case 'boolean':
        return ['true', 'false'].includes(String(value)) ? [] : wrong('true or false');
      case 'array':
        if (!Array.isArray(value)) return wrong('a list');
        return value.flatMap((item, i) => this.#valueFindings(item, type.element, `${path}.${i}`));
      case 'map':
        if (!isObject(value)) return wrong('an object');
        return Object.entries(value).flatMap(([name, item]) =>
          this.#valueFindings(item, type.element, `${path}.${name}`),
        );
      case 'union':
        return this.#unionFindings(value, type.types, path);
      case 'ref':
        if (!isObject(value)) return wrong('an object');
        return this.#objectFindings(value, this.#definition(type).properties, path);
      case 'tag':
        return isObject(value) && 'Key' in value && 'Value' in value ? [] : wrong('Key and Value');
      default:
        // JSON, dates and null: anything goes.
        return [];
    }
  }

  /** Of a union any type will do. Where none does, the findings of the one with the fewest say most. */
  #unionFindings(value: unknown, types: readonly PropertyType[], path: string): SchemaFinding[] {
    const each = types.map((type) => this.#valueFindings(value, type, path));
    return each.reduce((best, findings) => (findings.length < best.length ? findings : best));
  }

  #definition(type: Extract<PropertyType, { type: 'ref' }>): TypeDefinition {
    return this.#db.get('typeDefinition', type.reference.$ref);
  }

  #attributeFindings(template: Template): Finding[] {
    const inResources = Object.entries(template.Resources).flatMap(([resource, { Properties }]) =>
      attributesIn(Properties).map((it) => ({ resource, ...it })),
    );
    const inOutputs = attributesIn(template.Outputs).map((it) => ({ resource: '', ...it }));
    return [...inResources, ...inOutputs].flatMap(({ resource, target, attribute }) => {
      const type = this.#type(template.Resources[target]?.Type ?? '');
      if (type === undefined || attribute in type.attributes) return [];
      // What a schema lists as a read-only property of an object is an attribute with a dot.
      if (Object.keys(type.attributes).some((name) => name.startsWith(`${attribute}.`))) return [];
      return [
        {
          rule: 'schema-attribute',
          resource,
          ...mistake('Fn::GetAtt', `an attribute of ${type.cloudFormationType}`, `${target}.${attribute}`),
        },
      ];
    });
  }
}

type SchemaFinding = Mistake & { readonly rule: string };

function isNumber(value: unknown): boolean {
  return (
    (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) && !Number.isNaN(Number(value))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function attributesIn(value: unknown): { target: string; attribute: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const getAtt = (value as { 'Fn::GetAtt'?: unknown })['Fn::GetAtt'];
  if (Array.isArray(getAtt) && typeof getAtt[1] === 'string')
    return [{ target: String(getAtt[0]), attribute: getAtt[1] }];
  return Object.values(value).flatMap(attributesIn);
}
