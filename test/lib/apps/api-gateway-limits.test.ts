import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  DeleteUsagePlanCommand,
  GetApiKeysCommand,
  GetUsagePlanKeysCommand,
  GetUsagePlansCommand,
  LimitExceededException,
  UpdateUsagePlanCommand,
} from '@aws-sdk/client-api-gateway';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiGatewayLimits } from '../../../lib/apps/api-gateway-limits.ts';
import { AppsError } from '../../../lib/apps/usage-limits.ts';

/** Usage plans and keys of an account, with the rules of API Gateway that matter here. */
class FakeGateway {
  readonly plans = new Map<string, { name: string; throttle: object; stages: string[]; keys: string[] }>();
  readonly keys = new Map<string, { name: string; value: string }>();
  most = 300;
  #n = 0;

  async send(command: object): Promise<object> {
    if (command instanceof GetUsagePlansCommand) {
      return { items: [...this.plans].map(([id, { name }]) => ({ id, name })) };
    }
    if (command instanceof GetApiKeysCommand) {
      const found = [...this.keys].filter(([, { name }]) => name.startsWith(command.input.nameQuery!));
      return { items: found.map(([id, { name }]) => ({ id, name })) };
    }
    if (command instanceof GetUsagePlanKeysCommand) {
      return { items: this.plans.get(command.input.usagePlanId!)!.keys.map((id) => ({ id })) };
    }
    if (command instanceof CreateUsagePlanCommand) {
      if (this.plans.size >= this.most) throw new LimitExceededException({ message: 'no more', $metadata: {} });
      const { name, throttle, apiStages } = command.input;
      const stages = apiStages!.map(({ apiId, stage }) => `${apiId}:${stage}`);
      return this.#add(this.plans, { name: name!, throttle: throttle!, stages, keys: [] });
    }
    if (command instanceof CreateApiKeyCommand) {
      const { name, value } = command.input;
      if ([...this.keys.values()].some((key) => key.value === value)) throw new Error('API Key already exists');
      return this.#add(this.keys, { name: name!, value: value! });
    }
    if (command instanceof CreateUsagePlanKeyCommand) {
      this.plans.get(command.input.usagePlanId!)!.keys.push(command.input.keyId!);
      return {};
    }
    if (command instanceof DeleteApiKeyCommand) {
      for (const plan of this.plans.values()) plan.keys = plan.keys.filter((id) => id !== command.input.apiKey);
      this.keys.delete(command.input.apiKey!);
      return {};
    }
    if (command instanceof UpdateUsagePlanCommand) {
      const [{ value }] = command.input.patchOperations! as [{ value: string }];
      const plan = this.plans.get(command.input.usagePlanId!)!;
      plan.stages = plan.stages.filter((stage) => stage !== value);
      return {};
    }
    if (command instanceof DeleteUsagePlanCommand) {
      const plan = this.plans.get(command.input.usagePlanId!)!;
      if (plan.stages.length > 0) throw new Error('Cannot delete Usage Plan with API stages');
      this.plans.delete(command.input.usagePlanId!);
      return {};
    }
    throw new Error(`unexpected ${command.constructor.name}`);
  }

  #add<Item>(to: Map<string, Item>, item: Item): { id: string } {
    this.#n += 1;
    to.set(String(this.#n), item);
    return { id: String(this.#n) };
  }
}

let gateway: FakeGateway;
let limits: ApiGatewayLimits;
beforeEach(() => {
  gateway = new FakeGateway();
  // The paginators ask for a client of the class; it sends as the fake does.
  const client = Object.assign(Object.create(ApiGatewayClientPrototype), { send: gateway.send.bind(gateway) });
  limits = new ApiGatewayLimits(client as APIGatewayClient, 'api1', 'v1', 'FaceComparison');
});
const { APIGatewayClient: Client } = await import('@aws-sdk/client-api-gateway');
const ApiGatewayClientPrototype = Client.prototype;

const LIMIT = { rateLimit: 10, burstLimit: 20 };
const value = (n: number) => String(n).repeat(40).slice(0, 40);

describe('limits in API Gateway', () => {
  it('are a plan of the stage and a key in it', async () => {
    await limits.give(value(1), 'Application APP1', LIMIT);
    const [plan] = gateway.plans.values();
    expect(plan).toMatchObject({ name: 'FaceComparison-apps-10-20', throttle: LIMIT, stages: ['api1:v1'] });
    expect([...gateway.keys.values()]).toEqual([{ name: 'FaceComparison-apps-111111111111', value: value(1) }]);
    expect(plan!.keys).toEqual([...gateway.keys.keys()]);
  });

  it('are the same when they are given again, also after a command that broke off', async () => {
    await limits.give(value(1), 'one', LIMIT);
    const [plan] = gateway.plans.values();
    plan!.keys = [];
    await limits.give(value(1), 'one', LIMIT);
    await limits.give(value(1), 'one', LIMIT);
    expect([gateway.plans.size, gateway.keys.size, plan!.keys.length]).toEqual([1, 1, 1]);
  });

  it('share a plan where they are equal, and it goes with its last key', async () => {
    await limits.give(value(1), 'one', LIMIT);
    await limits.give(value(2), 'two', LIMIT);
    expect([gateway.plans.size, gateway.keys.size]).toEqual([1, 2]);
    await limits.take(value(1));
    expect([gateway.plans.size, gateway.keys.size]).toEqual([1, 1]);
    await limits.take(value(2));
    await limits.take(value(2));
    expect([gateway.plans.size, gateway.keys.size]).toEqual([0, 0]);
  });

  it('say so where the account has no plan left', async () => {
    gateway.most = 1;
    await limits.give(value(1), 'one', LIMIT);
    await expect(limits.give(value(2), 'two', { ...LIMIT, rateLimit: 11 })).rejects.toThrow(AppsError);
    await expect(limits.give(value(2), 'two', { ...LIMIT, rateLimit: 11 })).rejects.toThrow(/no usage plan left.*300/);
    await limits.give(value(2), 'two', LIMIT);
  });

  it('all go, and leave those of others', async () => {
    gateway.plans.set('other', { name: 'other-plan', throttle: {}, stages: [], keys: [] });
    await limits.give(value(1), 'one', LIMIT);
    await limits.give(value(2), 'two', { rateLimit: 1, burstLimit: 1 });
    expect(await limits.takeAll()).toBe(2);
    expect([...gateway.plans.keys()]).toEqual(['other']);
    expect(gateway.keys.size).toBe(0);
  });
});
