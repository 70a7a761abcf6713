import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanCommand,
  LimitExceededException,
  paginateGetApiKeys,
  paginateGetUsagePlanKeys,
  paginateGetUsagePlans,
  UpdateUsagePlanCommand,
  type UsagePlan,
} from '@aws-sdk/client-api-gateway';
import { AppsError, type Limit, type UsageLimits } from './usage-limits.ts';

/**
 * Usage plans and keys of a deployed API that are not resources of its stack. Keys with the same limit share a plan, in which each
 * key is counted separately, because an account has at most 300 plans in a Region
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).
 */
export class ApiGatewayLimits implements UsageLimits {
  readonly #client: APIGatewayClient;
  readonly #apiId: string;
  readonly #stage: string;
  readonly #prefix: string;

  /** @param stackName prefix of the names of plans and keys */
  constructor(client: APIGatewayClient, apiId: string, stage: string, stackName: string) {
    this.#client = client;
    this.#apiId = apiId;
    this.#stage = stage;
    this.#prefix = `${stackName}-apps-`;
  }

  async give(value: string, description: string, limit: Limit): Promise<void> {
    const planId = (await this.#plan(limit)) ?? (await this.#newPlan(limit));
    const keyId = (await this.#keyId(value)) ?? (await this.#newKey(value, description));
    const inPlan = await this.#keysOf(planId);
    if (inPlan.includes(keyId)) return;
    await this.#client.send(new CreateUsagePlanKeyCommand({ usagePlanId: planId, keyId, keyType: 'API_KEY' }));
  }

  async take(value: string): Promise<void> {
    const keyId = await this.#keyId(value);
    if (keyId === null) return;
    const plans = await this.#plans();
    await this.#client.send(new DeleteApiKeyCommand({ apiKey: keyId }));
    for (const { id } of plans) {
      if (id !== undefined && (await this.#keysOf(id)).length === 0) await this.#deletePlan(id);
    }
  }

  async takeAll(): Promise<number> {
    let count = 0;
    for (const { id } of await this.#plans()) {
      if (id === undefined) continue;
      for (const apiKey of await this.#keysOf(id)) {
        await this.#client.send(new DeleteApiKeyCommand({ apiKey }));
        count += 1;
      }
      await this.#deletePlan(id);
    }
    return count;
  }

  #name({ rateLimit, burstLimit }: Limit): string {
    return `${this.#prefix}${rateLimit}-${burstLimit}`;
  }

  /** Returns the plans of this stack's applications. */
  async #plans(): Promise<UsagePlan[]> {
    const found: UsagePlan[] = [];
    for await (const { items = [] } of paginateGetUsagePlans({ client: this.#client }, { limit: 500 })) {
      found.push(...items.filter(({ name }) => name?.startsWith(this.#prefix)));
    }
    return found;
  }

  async #plan(limit: Limit): Promise<string | null> {
    return (await this.#plans()).find(({ name }) => name === this.#name(limit))?.id ?? null;
  }

  async #newPlan(limit: Limit): Promise<string> {
    try {
      const { id } = await this.#client.send(
        new CreateUsagePlanCommand({
          name: this.#name(limit),
          description: `Applications with ${limit.rateLimit} requests a second, burst ${limit.burstLimit}`,
          throttle: { rateLimit: limit.rateLimit, burstLimit: limit.burstLimit },
          apiStages: [{ apiId: this.#apiId, stage: this.#stage }],
        }),
      );
      return id!;
    } catch (error) {
      if (!(error instanceof LimitExceededException)) throw error;
      throw new AppsError(
        'The account has no usage plan left in this Region (300 by default). Give the application a limit that another has, ask AWS for more under Service Quotas, or create it without its own limit.',
      );
    }
  }

  async #newKey(value: string, description: string): Promise<string> {
    const name = `${this.#prefix}${value.slice(0, 12)}`;
    const { id } = await this.#client.send(new CreateApiKeyCommand({ name, description, value, enabled: true }));
    return id!;
  }

  async #keyId(value: string): Promise<string | null> {
    const nameQuery = `${this.#prefix}${value.slice(0, 12)}`;
    for await (const { items = [] } of paginateGetApiKeys({ client: this.#client }, { nameQuery })) {
      const found = items.find(({ name }) => name === nameQuery)?.id;
      if (found !== undefined) return found;
    }
    return null;
  }

  async #keysOf(usagePlanId: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { items = [] } of paginateGetUsagePlanKeys({ client: this.#client }, { usagePlanId })) {
      found.push(...items.flatMap(({ id }) => id ?? []));
    }
    return found;
  }

  /** API Gateway deletes a plan only when it contains no stage of an API. */
  async #deletePlan(usagePlanId: string): Promise<void> {
    const stage = `${this.#apiId}:${this.#stage}`;
    const patchOperations = [{ op: 'remove' as const, path: '/apiStages', value: stage }];
    await this.#client.send(new UpdateUsagePlanCommand({ usagePlanId, patchOperations }));
    await this.#client.send(new DeleteUsagePlanCommand({ usagePlanId }));
  }
}
