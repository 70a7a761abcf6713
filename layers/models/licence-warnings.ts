import type { ModelEntry } from '../../lambda/face/models/manifest.ts';

/** Returns a warning for each model whose licence is in dispute. */
export function licenceWarnings(models: readonly ModelEntry[]): string[] {
  return models.flatMap(({ name, licence }) =>
    licence.conflict === undefined ? [] : [`The licence of ${name} is in dispute: ${licence.conflict}`],
  );
}
