/** `npm run samples`: draws the sample photos and the photos of the capture guide. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, runCommand } from '../../lib/cli/command.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { captureExamples } from '../../lib/pictures/capture-examples.ts';
import { SAMPLE_PHOTOS, type SamplePhoto, samplePhoto } from '../../lib/pictures/sample-photos.ts';

await runCommand(
  command('npm run samples --', 'Draws the sample photos and the photos of the capture guide.').action(async () => {
    for (const name of Object.keys(SAMPLE_PHOTOS) as SamplePhoto[])
      await write('samples', name, await samplePhoto(name));
    for (const [name, jpeg] of Object.entries(await captureExamples())) await write('docs/images', name, jpeg);
  }),
);

async function write(folder: string, name: string, jpeg: Buffer): Promise<void> {
  await mkdir(join(ROOT, folder), { recursive: true });
  await writeFile(join(ROOT, folder, name), jpeg);
  console.log(`${folder}/${name}: ${jpeg.length} bytes`);
}
