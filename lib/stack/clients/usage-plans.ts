import { createHash } from 'node:crypto';
import { Names, Stack } from 'aws-cdk-lib';
import { ApiKey, type RestApi, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import type { ClientRate } from '../settings/checks.ts';
import type { Settings } from '../settings/read-settings.ts';

/** The values of the API keys that the authorizer returns as `usageIdentifierKey`. */
export interface UsageKeys {
  /** Of every client without a key of its own. */
  readonly shared: string;
  readonly byClient: Readonly<Record<string, string>>;
}

/**
 * The keys of a stack. Callers never send them: the API takes its key from the authorizer, so a key only says which
 * bucket of requests a caller draws from and opens nothing. That is why their values may stand in the template. They
 * must be unique in an account and Region, as the name of a stack is, and have 20 to 128 characters
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html).
 */
export function usageKeys(scope: Construct, settings: Settings): UsageKeys {
  const stackName = Stack.of(scope).stackName;
  const value = (client: string) => {
    return createHash('sha256').update(`face-comparison usage key\n${stackName}\n${client}`).digest('hex').slice(0, 40);
  };
  const byClient = Object.keys(settings.clients).map((client) => [client, value(`client ${client}`)]);
  return { shared: value('shared'), byClient: Object.fromEntries(byClient) };
}

/** A usage plan with one key for all clients together, and one for each client that has a limit of its own. */
export class UsagePlans extends Construct {
  constructor(scope: Construct, id: string, api: RestApi, keys: UsageKeys, settings: Settings) {
    super(scope, id);
    this.#plan('Shared', 'All clients without a limit of their own', api, keys.shared, settings);
    for (const [client, rate] of Object.entries(settings.clients)) {
      // Clients may have names that are no construct ids; the hash keeps two of them apart.
      const suffix = createHash('sha256').update(client).digest('hex').slice(0, 8);
      this.#plan(`Client${suffix}`, `Client ${client}`, api, keys.byClient[client]!, rate);
    }
  }

  /** Not through `api.addApiKey`, which would make the authorizer depend on the stage and the stage on it. */
  #plan(id: string, description: string, api: RestApi, keyValue: string, rate: ClientRate): void {
    const key = new ApiKey(this, `${id}Key`, { description, value: keyValue });
    const plan = new UsagePlan(this, `${id}Plan`, {
      name: Names.uniqueResourceName(this, { maxLength: 60 }).concat(`-${id}`),
      description,
      throttle: { rateLimit: rate.rateLimit, burstLimit: rate.burstLimit },
      apiStages: [{ api, stage: api.deploymentStage }],
    });
    plan.addApiKey(key);
  }
}

/**
 * The limit of the stage, the second fence for all callers together: four times the rate and eight times the burst that
 * the usage plans grant, since preflight, health and refused requests count here too. 20 and 40 by default.
 */
export function stageThrottle(settings: Settings): ClientRate {
  const all = [settings, ...Object.values(settings.clients)];
  const sum = (of: (rate: ClientRate) => number) => all.map(of).reduce((a, b) => a + b, 0);
  return { rateLimit: 4 * sum((rate) => rate.rateLimit), burstLimit: 8 * sum((rate) => rate.burstLimit) };
}
