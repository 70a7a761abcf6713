/** `npm run samples`: draws the sample photos again. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, runCommand } from '../../lib/cli/command.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { SAMPLE_PHOTOS, type SamplePhoto, samplePhoto } from '../../lib/pictures/sample-photos.ts';

await runCommand(
  command('npm run samples --', 'Draws the sample photos into the folder samples.').action(async () => {
    const folder = join(ROOT, 'samples');
    await mkdir(folder, { recursive: true });
    for (const name of Object.keys(SAMPLE_PHOTOS) as SamplePhoto[]) {
      const jpeg = await samplePhoto(name);
      await writeFile(join(folder, name), jpeg);
      console.log(`samples/${name}: ${jpeg.length} bytes`);
    }
  }),
);
