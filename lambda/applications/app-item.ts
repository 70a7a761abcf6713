import type { Application } from './application.ts';

/** The partition key of the table of applications. */
export const APP_KEY = 'pk';

/** Returns the key of an application's item. */
export function appKey(appId: string): string {
  return `APP#${appId}`;
}

/** What stands in the table, in DynamoDB's form of strings: the whole application is one JSON document. */
export type AppItem = Readonly<Record<typeof APP_KEY | 'application', { readonly S: string }>>;

/** Returns an application as its item. */
export function toAppItem(application: Application): AppItem {
  return { [APP_KEY]: { S: appKey(application.appId) }, application: { S: JSON.stringify(application) } };
}

/** Returns the application of an item, or `null` for another item. */
export function ofAppItem(item: Readonly<Record<string, { readonly S?: string | undefined }>>): Application | null {
  const text = item.application?.S;
  return text === undefined ? null : (JSON.parse(text) as Application);
}
