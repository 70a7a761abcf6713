import { type Finding, mistake, type Template, type TemplateRule } from './template.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST = { resources: 500, outputs: 200, parameters: 200, bytes: 1_000_000 };

/** What CloudFormation requires of a template as a whole. */
export const REFERENCE_RULES: readonly TemplateRule[] = [
  {
    name: 'reference-missing',
    demand: 'What a template refers to is in it.',
    check: missing,
  },
  {
    name: 'reference-cycle',
    demand: 'No resources wait for each other.',
    check: cycles,
  },
  {
    name: 'template-size',
    demand: 'A template has at most 500 resources, 200 outputs, 200 parameters and 1 MB.',
    check: sizes,
  },
];

interface Reference {
  readonly property: string;
  readonly target: string;
}

/** Returns everything that a value refers to: parameters, pseudo parameters and resources. */
function referencesIn(value: unknown, property: string): Reference[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, property));
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [{ property, target: inner }];
    if (key === 'Fn::GetAtt') {
      const target = Array.isArray(inner) ? inner[0] : String(inner).split('.')[0];
      return [{ property, target: String(target) }];
    }
    if (key === 'Fn::Sub') return substitutions(inner, property);
    return referencesIn(inner, key.startsWith('Fn::') || property === '' ? property || key : `${property}.${key}`);
  });
}

/** Returns `${Name}` and `${Name.Attribute}` of a text, but not `${!Name}` or names that the substitution itself defines. */
function substitutions(value: unknown, property: string): Reference[] {
  const [text, own] = Array.isArray(value) ? value : [value, {}];
  const given = (own ?? {}) as Record<string, unknown>;
  const names = [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name!.trim().split('.')[0]!);
  return [
    ...names.filter((name) => !(name in given)).map((target) => ({ property, target })),
    ...referencesIn(given, property),
  ];
}

function missing(template: Template): Finding[] {
  const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})]);
  const dangling = (resource: string, references: readonly Reference[]): Finding[] =>
    references
      .filter(({ target }) => !known.has(target) && !target.startsWith('AWS::'))
      .map(({ property, target }) => ({
        rule: 'reference-missing',
        resource,
        ...mistake(property || 'Value', 'the name of a resource or parameter', target),
      }));
  return [
    ...Object.entries(template.Resources).flatMap(([id, { Properties, DependsOn }]) =>
      dangling(id, [
        ...referencesIn(Properties, ''),
        ...[DependsOn ?? []].flat().map((target) => ({ property: 'DependsOn', target: String(target) })),
      ]),
    ),
    ...Object.entries(template.Outputs ?? {}).flatMap(([id, output]) => dangling(id, referencesIn(output, ''))),
  ];
}

function cycles(template: Template): Finding[] {
  const edges = new Map(
    Object.entries(template.Resources).map(([id, { Properties, DependsOn }]) => {
      const targets = [...referencesIn(Properties, '').map(({ target }) => target), ...[DependsOn ?? []].flat()];
      return [id, [...new Set(targets)].filter((target) => target in template.Resources)] as const;
    }),
  );
  // Repeatedly removes what depends on nothing that is left. The rest is in a circle, or depends on one.
  const left = new Map(edges);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [id, targets] of left) if (!targets.some((target) => left.has(target))) left.delete(id);
  }
  const [start] = left.keys();
  if (start === undefined) return [];
  const path: string[] = [];
  for (let id = start; !path.includes(id); id = left.get(id)!.find((target) => left.has(target))!) path.push(id);
  const last = left.get(path.at(-1)!)!.find((target) => path.includes(target))!;
  const circle = [...path.slice(path.indexOf(last)), last];
  return [
    {
      rule: 'reference-cycle',
      resource: last,
      property: '',
      message: `Expected resources that can be created one after another but each waits for the next: ${circle.join(' → ')}.`,
    },
  ];
}

function sizes(template: Template): Finding[] {
  const counts = [
    ['Resources', Object.keys(template.Resources).length, MOST.resources],
    ['Outputs', Object.keys(template.Outputs ?? {}).length, MOST.outputs],
    ['Parameters', Object.keys(template.Parameters ?? {}).length, MOST.parameters],
    ['bytes', Buffer.byteLength(JSON.stringify(template, null, 1)), MOST.bytes],
  ] as const;
  return counts
    .filter(([, count, most]) => count > most)
    .map(([what, count, most]) => ({
      rule: 'template-size',
      resource: '',
      ...mistake(what, `at most ${most}`, count),
    }));
}
