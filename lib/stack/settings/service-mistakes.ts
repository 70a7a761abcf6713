import { roundTo } from '../../../lambda/face/matching/rounded-similarity.ts';
import type { Manifest } from '../../../lambda/face/models/manifest.ts';
import { researchObjection } from '../../../lambda/face/models/research-models.ts';
import manifest from '../../../layers/models/manifest.json' with { type: 'json' };
import type { Settings } from './settings.ts';

type ServiceName =
  | 'threshold'
  | 'similarityDecimals'
  | 'pack'
  | 'researchModels'
  | 'clients'
  | 'monitoring'
  | 'deployment'
  | 'provisionedConcurrency'
  | 'keepWarm'
  | 'isolateClients';

/** The options of the service, from settings or from props of the construct. A rejected value is absent. */
export type ServiceSettings = { readonly [Name in ServiceName]?: Settings[Name] | undefined };

/** Returns what the reader calls a setting. */
type Naming = (setting: ServiceName) => string;

/**
 * Returns one line for each contradiction among the options of the service.
 *
 * @param named returns the names for messages; by default a setting has its own name
 */
export function serviceMistakes(settings: ServiceSettings, named: Naming = (setting) => setting): string[] {
  return [
    ...comparisonMistakes(settings, named),
    ...environmentMistakes(settings, named),
    ...clientMistakes(settings, named),
  ];
}

function comparisonMistakes(settings: ServiceSettings, named: Naming): string[] {
  const { threshold, similarityDecimals, pack, researchModels } = settings;
  const mistakes: string[] = [];
  if (threshold !== undefined && similarityDecimals && roundTo(threshold, similarityDecimals) !== threshold) {
    mistakes.push(
      `Expected at most ${similarityDecimals} decimals for ${named('threshold')}, as in ${named('similarityDecimals')}, but received ${threshold}.`,
    );
  }
  if (pack !== undefined && researchModels === false) {
    const objection = researchObjection(manifest as Manifest, pack);
    if (objection !== null) mistakes.push(objection);
  }
  return mistakes;
}

function environmentMistakes(settings: ServiceSettings, named: Naming): string[] {
  const { provisionedConcurrency = 0, keepWarm, isolateClients, monitoring, deployment } = settings;
  const mistakes: string[] = [];
  if (monitoring === false && deployment && deployment !== 'allAtOnce') {
    mistakes.push(
      `Expected ${named('monitoring')} not to be false where ${named('deployment')} is ${deployment}: alarms move requests back.`,
    );
  }
  if (keepWarm && provisionedConcurrency > 0) {
    mistakes.push(`Expected ${named('keepWarm')} or ${named('provisionedConcurrency')} but received both.`);
  }
  if (isolateClients && provisionedConcurrency > 0) {
    mistakes.push(
      `Expected no ${named('provisionedConcurrency')} where ${named('isolateClients')} is true: Lambda rejects them together.`,
    );
  }
  if (isolateClients && keepWarm) {
    mistakes.push(
      `Expected no ${named('keepWarm')} where ${named('isolateClients')} is true: it would warm an environment of no client.`,
    );
  }
  return mistakes;
}

/** Resources left for clients after the rest of the stack and a reserve; CloudFormation accepts 500 in all. */
const RESOURCES_FOR_CLIENTS = 360;

/** Returns mistakes in the number of clients. A client takes a key and its place in a plan; each different limit takes a plan. */
function clientMistakes({ clients }: ServiceSettings, named: Naming): string[] {
  const limits = new Set(Object.values(clients ?? {}).map(({ rateLimit, burstLimit }) => `${rateLimit}/${burstLimit}`));
  const count = Object.keys(clients ?? {}).length;
  const resources = 2 * count + limits.size;
  if (resources <= RESOURCES_FOR_CLIENTS) return [];
  return [
    `Expected ${named('clients')} to take at most ${RESOURCES_FOR_CLIENTS} resources but ${count} clients with ${limits.size} different limits take ${resources}. Use the built-in issuer, whose applications get limits by npm run apps.`,
  ];
}
