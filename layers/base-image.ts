import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../lib/cli/root.ts';

/** The Dockerfile names no base image, or more than one. */
export class DockerfileError extends Error {}

/** The digest of an image, as a registry names it. */
export const DIGEST_PATTERN = /^sha256:[0-9a-f]{64}$/;

/** The image that another one builds on. */
export interface BaseImage {
  /** With its tag, such as public.ecr.aws/lambda/nodejs:24. */
  readonly name: string;
  /** `null` where the tag alone names it, so that it changes without notice. */
  readonly digest: string | null;
}

const DOCKERFILE = join(ROOT, 'layers/Dockerfile');
const FROM = /^FROM[ \t]+([^\s@]+)(?:@(\S+))?[ \t]*$/gm;

/**
 * Reads the base image of a Dockerfile.
 *
 * @throws DockerfileError
 */
export async function readBaseImage(dockerfile = DOCKERFILE): Promise<BaseImage> {
  return baseImageOf(await readFile(dockerfile, 'utf8'));
}

/**
 * Pins the base image of a Dockerfile to a digest, or with `null` to its tag alone. The rest of the file stays as it is.
 *
 * @param digest of the form of `DIGEST_PATTERN`
 * @returns the base image before and after
 * @throws DockerfileError
 */
export async function pinBaseImage(
  digest: string | null,
  dockerfile = DOCKERFILE,
): Promise<{ before: BaseImage; after: BaseImage }> {
  const text = await readFile(dockerfile, 'utf8');
  const before = baseImageOf(text);
  await writeFile(dockerfile, text.replace(FROM, `FROM ${before.name}${digest === null ? '' : `@${digest}`}`));
  return { before, after: { name: before.name, digest } };
}

function baseImageOf(text: string): BaseImage {
  const [found, ...more] = [...text.matchAll(FROM)];
  if (found?.[1] === undefined || more.length > 0) {
    throw new DockerfileError('Expected one line FROM name:tag in the Dockerfile.');
  }
  return { name: found[1], digest: found[2] ?? null };
}
