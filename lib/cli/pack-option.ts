import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import { DEFAULT_PACK } from '../../lambda/face/models/manifest.ts';
import { ROOT } from './root.ts';

/** Returns the option `--pack <name>`, which accepts the packs of the manifest. */
export function packOption(description: string): Option {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'layers/models/manifest.json'), 'utf8'));
  return new Option('--pack <name>', description).choices(Object.keys(manifest.packs)).default(DEFAULT_PACK);
}
