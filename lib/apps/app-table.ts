import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { APP_KEY, appKey, ofAppItem, toAppItem } from '../../lambda/applications/app-item.ts';
import type { Application } from '../../lambda/applications/application.ts';
import { DynamoDbAppStore } from '../../lambda/applications/dynamodb-app-store.ts';
import { AppsError } from './usage-limits.ts';

/** The table of applications with all that operators do to it. A name has its own item, so that it is given once. */
export class AppTable extends DynamoDbAppStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    super(client, table);
    this.#client = client;
    this.#table = table;
  }

  /** Returns the application of an id or a name, or `null`. */
  async find(idOrName: string): Promise<Application | null> {
    const byId = await this.application(idOrName);
    if (byId !== null) return byId;
    const { Item: item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: nameKey(idOrName), ConsistentRead: true }),
    );
    return item?.appId?.S === undefined ? null : this.application(item.appId.S);
  }

  /**
   * Adds an application.
   *
   * @returns false where its name is taken
   */
  async add(application: Application): Promise<boolean> {
    const { appId, name } = application;
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: { ...nameKey(name), appId: { S: appId } },
          ConditionExpression: 'attribute_not_exists(#pk)',
          ExpressionAttributeNames: { '#pk': APP_KEY },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // What a command left that broke off between the two writes is taken over.
      if ((await this.find(name)) !== null) return false;
      await this.#client.send(
        new PutItemCommand({ TableName: this.#table, Item: { ...nameKey(name), appId: { S: appId } } }),
      );
    }
    await this.#client.send(new PutItemCommand({ TableName: this.#table, Item: toAppItem(application) }));
    return true;
  }

  /**
   * Replaces an application.
   *
   * @throws AppsError where somebody else has changed it meanwhile
   */
  async replace(before: Application, after: Application): Promise<void> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: { [APP_KEY]: { S: appKey(before.appId) } },
          UpdateExpression: 'SET application = :after',
          ConditionExpression: 'application = :before',
          ExpressionAttributeValues: {
            ':before': toAppItem(before).application,
            ':after': toAppItem(after).application,
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new AppsError(`${before.name} was changed by somebody else at the same time. Look at it and try again.`);
    }
  }

  /** Removes an application and sets its name free. */
  async remove({ appId, name }: Application): Promise<void> {
    for (const Key of [{ [APP_KEY]: { S: appKey(appId) } }, nameKey(name)]) {
      await this.#client.send(new DeleteItemCommand({ TableName: this.#table, Key }));
    }
  }

  /** Returns all applications by name. */
  async all(): Promise<Application[]> {
    const found: Application[] = [];
    for await (const { Items: items = [] } of paginateScan({ client: this.#client }, { TableName: this.#table })) {
      found.push(...items.flatMap((item) => ofAppItem(item) ?? []));
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function nameKey(name: string): Record<typeof APP_KEY, { S: string }> {
  return { [APP_KEY]: { S: `NAME#${name}` } };
}
