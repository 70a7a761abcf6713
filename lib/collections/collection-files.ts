import { apiRequests } from './api-requests.ts';
import { brunoFiles } from './bruno.ts';
import { postmanCollection } from './postman.ts';

/** Where they are, from the root of this project. */
export const COLLECTIONS = 'docs/clients/collections';

/** Returns the text of each file of the collections by its path from `COLLECTIONS`. */
export function collectionFiles(): Record<string, string> {
  const requests = apiRequests();
  const bruno = Object.entries(brunoFiles(requests)).map(([name, text]) => [`bruno/${name}`, text]);
  return {
    'face-comparison.postman_collection.json': `${JSON.stringify(postmanCollection(requests), null, 2)}\n`,
    ...Object.fromEntries(bruno),
  };
}
