import { createHash } from 'node:crypto';
import { Names, Stack } from 'aws-cdk-lib';
import { ApiKey, type RestApi, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { clientKey, SHARED_KEY, usageKey } from '../../../lambda/applications/usage-key.ts';
import { limitName } from '../../../lambda/authorizer/client-limits.ts';
import type { ClientRate } from '../settings/checks.ts';
import { SETTINGS } from '../settings/settings.ts';

/** How many requests callers may send. */
export interface Limits {
  /** Requests per second of all callers without an entry in `clients` together. Default: 5. */
  readonly rateLimit?: number;
  /** Requests that these callers may send at once. Default: 5. */
  readonly burstLimit?: number;
  /** Clients with their own limits, by the name in their tokens. Default: none. */
  readonly clients?: Readonly<Record<string, ClientRate>>;
  /** Requests per second of all callers together, for each route. Default: four times those of `rateLimit` and `clients`. */
  readonly stageRateLimit?: number;
  /** Requests that all callers together may send at once. Default: eight times those of `burstLimit` and `clients`. */
  readonly stageBurstLimit?: number;
}

/**
 * A usage plan with one key for all clients without their own limits, and one plan for each own limit, with a key for each of its
 * clients. The template contains the values of the keys, which give no access; see `usageKey`.
 */
export class UsagePlans extends Construct {
  /**
   * Salt from which all values are computed. It contains the construct's path, because CloudFormation makes a moved key before it
   * deletes the old one, and two keys cannot have the same value.
   */
  readonly salt: string;
  readonly sharedKey: string;
  /** The limit of the stage for all callers together. */
  readonly stageLimit: ClientRate;
  readonly #limits: Limits;

  constructor(scope: Construct, id: string, props: Limits = {}) {
    super(scope, id);
    this.#limits = props;
    this.stageLimit = stageThrottle(props);
    this.salt = `${Stack.of(this).stackName} ${Names.nodeUniqueId(this.node)}`;
    this.sharedKey = usageKey(this.salt, SHARED_KEY);
  }

  /** Adds the plans to an API's stage. */
  addPlans(api: RestApi): void {
    const { clients = {} } = this.#limits;
    const shared = this.#plan('Shared', 'All clients without a limit of their own', api, sharedRate(this.#limits));
    shared.addApiKey(new ApiKey(this, 'SharedKey', { description: 'All other clients', value: this.sharedKey }));
    const plans = new Map<string, UsagePlan>();
    for (const [client, rate] of Object.entries(clients)) {
      const limit = limitName(rate);
      const plan = plans.get(limit) ?? this.#plan(`Limit${digest(limit)}`, `Clients with ${limit}`, api, rate);
      plans.set(limit, plan);
      // A client's name may not be a valid construct id, so the hash distinguishes clients. A changed limit makes another key.
      const value = usageKey(this.salt, clientKey(client, limit));
      const description = `Client ${client}`;
      plan.addApiKey(new ApiKey(this, `Client${digest(`${client}\n${limit}`)}Key`, { description, value }));
    }
  }

  /** Does not use `api.addApiKey`, which would make the authorizer and the stage depend on each other. */
  #plan(id: string, description: string, api: RestApi, rate: ClientRate): UsagePlan {
    return new UsagePlan(this, `${id}Plan`, {
      name: Names.uniqueResourceName(this, { maxLength: 60 }).concat(`-${id}`),
      description,
      throttle: { rateLimit: rate.rateLimit, burstLimit: rate.burstLimit },
      apiStages: [{ api, stage: api.deploymentStage }],
    });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/**
 * Returns the limit of the stage, the second limit for all callers together: four times the rate and eight times the burst that
 * the usage plans grant, because preflight, health and rejected requests count here too. 20 and 40 by default. Limits that
 * applications get at run time are unknown here; the stage settings allow for them.
 */
function stageThrottle(limits: Limits): ClientRate {
  const all = [sharedRate(limits), ...Object.values(limits.clients ?? {})];
  const sum = (of: (rate: ClientRate) => number) => all.map(of).reduce((a, b) => a + b, 0);
  return {
    rateLimit: limits.stageRateLimit ?? 4 * sum((rate) => rate.rateLimit),
    burstLimit: limits.stageBurstLimit ?? 8 * sum((rate) => rate.burstLimit),
  };
}

function sharedRate({ rateLimit, burstLimit }: Limits): ClientRate {
  return {
    rateLimit: rateLimit ?? SETTINGS.rateLimit.defaultValue,
    burstLimit: burstLimit ?? SETTINGS.burstLimit.defaultValue,
  };
}
