import { readFileSync } from 'node:fs';
import { openApiDocument } from '../contract/openapi.ts';
import { createPlayground } from './playground.ts';

/** Entry point of the playground function. layers/playground.ts puts the two pages next to the bundle. */
export const handler = createPlayground({
  page: readFileSync(new URL('page.html', import.meta.url), 'utf8'),
  reference: readFileSync(new URL('reference.html', import.meta.url), 'utf8'),
  openApi: openApiDocument(),
  maxFileBytes: process.env.MAX_FILE_BYTES,
  servicesClaim: process.env.SERVICES_CLAIM,
  clientClaim: process.env.CLIENT_CLAIM,
});
