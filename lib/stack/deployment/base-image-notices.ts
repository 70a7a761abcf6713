import { readBaseImage } from '../../../layers/base-image.ts';
import type { Notice } from './notice.ts';

/** Returns notices about the base image of the compare function's container image. */
export async function baseImageNotices(dockerfile?: string): Promise<Notice[]> {
  const { name, digest } = await readBaseImage(dockerfile);
  if (digest !== null) return [];
  const text = `The base image ${name} is not pinned: two builds of one commit may differ. Pin it: npm run base-image -- --digest sha256:…`;
  return [{ level: 'info', id: 'base-image', text }];
}
