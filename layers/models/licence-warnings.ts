import type { ModelEntry } from '../../lambda/face/models/manifest.ts';

/** What whoever uses these models must know of their licences, one sentence or two for each in dispute. */
export function licenceWarnings(models: readonly ModelEntry[]): string[] {
  return models.flatMap(({ name, licence }) =>
    licence.conflict === undefined ? [] : [`The licence of ${name} is in dispute: ${licence.conflict}`],
  );
}
