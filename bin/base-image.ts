/** `npm run base-image`: shows or pins the image that the compare function's container image builds on. */
import { InvalidArgumentError, Option } from 'commander';
import { DIGEST_PATTERN, pinBaseImage, readBaseImage } from '../layers/base-image.ts';
import { command, runCommand } from '../lib/cli/command.ts';

interface BaseImageOptions {
  readonly digest: string | null;
  readonly unpin: boolean;
}

function digestOf(text: string): string {
  if (DIGEST_PATTERN.test(text)) return text;
  throw new InvalidArgumentError('Expected sha256: and 64 of 0-9 a-f');
}

await runCommand(
  command('npm run base-image --', 'Shows the base image of the container image, or pins it in layers/Dockerfile.')
    .option('--digest <digest>', 'pin it to this digest, as "docker buildx imagetools inspect" prints it', digestOf)
    .addOption(new Option('--unpin', 'let it follow its tag again').conflicts('digest').default(false))
    .action(async ({ digest, unpin }: BaseImageOptions) => {
      const { after } = digest !== null || unpin ? await pinBaseImage(digest) : { after: await readBaseImage() };
      const pinned = after.digest === null ? 'not pinned' : `pinned to ${after.digest}`;
      console.log(`${after.name}: ${pinned}`);
    }),
);
