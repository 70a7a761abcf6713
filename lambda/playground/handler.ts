import { readFileSync } from 'node:fs';
import { openApiDocument } from '../contract/openapi.ts';
import { createPlayground } from './playground.ts';

/** Entry point of the playground function. The page lies next to the bundle; layers/playground.ts puts it there. */
export const handler = createPlayground({
  page: readFileSync(new URL('page.html', import.meta.url), 'utf8'),
  openApi: openApiDocument(),
  maxFileBytes: process.env.MAX_FILE_BYTES,
});
