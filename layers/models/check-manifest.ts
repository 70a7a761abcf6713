import * as v from 'valibot';
import { type Manifest, QUALITY_CROP_SIZE } from '../../lambda/face/models/manifest.ts';
import { ModelSchema, PackSchema, Text } from '../../lambda/face/models/manifest-schema.ts';

/** What a model must have besides, by its role. */
const ROLES = v.variant('role', [
  v.looseObject({ role: v.literal('detector') }),
  v.looseObject({
    role: v.literal('embedder'),
    // A smaller crop shows no face to recognise, a larger one takes too much memory.
    input: v.looseObject({ size: v.pipe(v.number(), v.minValue(32), v.maxValue(512)) }),
    output: v.looseObject({}),
  }),
  v.looseObject({
    role: v.literal('quality'),
    input: v.looseObject({ size: v.literal(QUALITY_CROP_SIZE) }),
    output: v.looseObject({}),
    projection: v.optional(v.undefined('no value (only embedders have one)')),
  }),
]);

const ManifestSchema = v.object({
  models: v.array(
    v.pipe(
      v.intersect([ModelSchema, ROLES]),
      v.check(
        ({ file, rewrittenFrom }) => rewrittenFrom?.file !== file,
        'rewrittenFrom to name another file than its own',
      ),
    ),
  ),
  packs: v.record(v.string(), PackSchema),
});

/**
 * Checks that every model of a manifest is pinned and licensed and every pack complete.
 *
 * @param manifest as it was parsed: anything may be missing
 * @throws Error naming the entry and what is wrong with it
 */
export function checkManifest(manifest: unknown): void {
  const { success, issues, output } = v.safeParse(ManifestSchema, manifest, {
    abortEarly: true,
    message: ({ received, expected }) => (received === 'undefined' ? 'a value' : String(expected)),
  });
  if (!success) throw new Error(mistake(issues[0]));
  checkReferences(output);
}

/** Returns a message such as: model emb: expected 64 hex digits for sha256 but received "abc". */
function mistake({ path, message, received }: v.BaseIssue<unknown>): string {
  const [list, entry] = path ?? [];
  const prefix = entry === undefined ? '' : `${entryName(String(list!.key), entry)}: `;
  const place = (path ?? []).slice(entry === undefined ? 0 : 2).map(({ key }) => key);
  const suffix = /^(Object|Array)$/.test(received) ? '' : ` but received ${received}`;
  return `${prefix}expected ${message}${place.length === 0 ? '' : ` for ${place.join('.')}`}${suffix}`;
}

function entryName(list: string, { key, value }: v.IssuePathItem): string {
  if (list === 'packs') return `pack ${key}`;
  const { name } = Object(value);
  return `model ${v.is(Text, name) ? name : Number(key) + 1}`;
}

/** Checks what entries say of each other. */
function checkReferences({ models, packs }: Manifest): void {
  const names = models.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined) throw new Error(`model ${repeated}: another model has this name`);
  for (const [pack, { detector, quality, embedders }] of Object.entries(packs)) {
    const references = [
      ['detector', detector],
      ['quality', quality],
      ...embedders.map(({ model }) => ['embedder', model] as const),
    ] as const;
    for (const [role, model] of references) {
      if (models.find(({ name }) => name === model)?.role !== role) {
        throw new Error(`pack ${pack}: expected a model of role ${role} but received ${model}`);
      }
    }
  }
}
