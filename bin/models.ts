/** `npm run models [-- --pack NAME]`: makes every model of a pack available and verified in layers/models. */
import { parseArgs } from 'node:util';
import { ensureModels, ModelUnavailableError } from '../layers/models/fetch.ts';

try {
  const { values } = parseArgs({ options: { pack: { type: 'string' } } });
  await ensureModels({ pack: values.pack, report: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof ModelUnavailableError ? error.message : (error as Error).message);
  process.exitCode = 1;
}
