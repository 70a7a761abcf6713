/** A CloudFormation template as JSON: the parts that rules read. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
}

/** Something that AWS or a control would reject. */
export interface Finding {
  /** Name of the rule. */
  readonly rule: string;
  /** Logical id, or an empty string if the template itself is at fault. */
  readonly resource: string;
  /** Path of the property: `Environment.Variables`. */
  readonly property: string;
  /** One sentence: what is expected and what is there. */
  readonly message: string;
}

/** What a rule finds in one resource, without its name and the resource's. */
export type Mistake = Pick<Finding, 'property' | 'message'>;

/** A rule that every template must follow. */
export interface TemplateRule {
  readonly name: string;
  /** What it requires, in one sentence. */
  readonly demand: string;
  readonly check: (template: Template) => Finding[];
}

/** Properties of a resource or of a part of one. Rules read them without types, as a template may hold anything. */
// biome-ignore lint/suspicious/noExplicitAny: a rule checks values whose types it does not know yet.
export type Properties = Record<string, any>;

/** Returns a rule that checks each resource of the given types separately. */
export function resourceRule(
  name: string,
  demand: string,
  types: string | readonly string[],
  check: (properties: Properties, template: Template, id: string) => readonly Mistake[],
): TemplateRule {
  return {
    name,
    demand,
    check: (template) =>
      Object.entries(template.Resources)
        .filter(([, { Type }]) => [types].flat().includes(Type))
        .flatMap(([id, { Properties: properties = {} }]) =>
          check(properties, template, id).map((mistake) => ({ rule: name, resource: id, ...mistake })),
        ),
  };
}

/** Returns the mistake that a value is not as expected, in the wording of all rules. */
export function mistake(property: string, expected: string, value: unknown): Mistake {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return { property, message: `Expected ${expected} for ${property} but found ${shown || 'an empty string'}.` };
}

/** Whether CloudFormation computes the value at deployment: `{Ref}`, `{Fn::…}`, or a dynamic reference. */
export function isComputed(value: unknown): boolean {
  if (typeof value === 'string') return value.startsWith('{{resolve:');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && (key === 'Ref' || key?.startsWith('Fn::') === true);
}

/** Returns a number that is written in the template, even as a string, or `null` if it is absent or computed. */
function writtenNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' && !isComputed(value) ? Number(value) : null;
}

/** Returns a mistake for a written number that is not a whole number from `min` to `max`. */
export function rangeMistakes(property: string, value: unknown, min: number, max: number, unit = ''): Mistake[] {
  const number = writtenNumber(value);
  if (number === null || (Number.isInteger(number) && number >= min && number <= max)) return [];
  return [mistake(property, `a whole number from ${min} to ${max}${unit}`, value)];
}
