/** `npm run collections`: writes the Postman and Bruno collections, made from the OpenAPI document. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { command, runCommand } from '../../lib/cli/command.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { COLLECTIONS, collectionFiles } from '../../lib/collections/collection-files.ts';

await runCommand(
  command('npm run collections --', 'Writes the Postman and Bruno collections from the OpenAPI document.').action(
    async () => {
      await rm(join(ROOT, COLLECTIONS), { recursive: true, force: true });
      for (const [name, text] of Object.entries(collectionFiles())) {
        const file = join(ROOT, COLLECTIONS, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, text);
        console.log(join(COLLECTIONS, name));
      }
    },
  ),
);
