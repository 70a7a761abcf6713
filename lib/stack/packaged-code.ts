import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '../../lambda/errors/settings-error.ts';
import { type Manifest, packModels } from '../../lambda/face/models/manifest.ts';
import { type FunctionCode, functionCodeIn } from '../../layers/function-code.ts';
import manifest from '../../layers/models/manifest.json' with { type: 'json' };

/** A processor of Lambda. */
export type Processor = 'x86_64' | 'arm64';

/** What an image is made for, and which models it has to hold. */
export interface PackagedImage {
  readonly processor: Processor;
  /** Set of models. */
  readonly pack: string;
  /** File name of a calibration other than the pack's own. */
  readonly calibration?: string | undefined;
}

/** The bit of a mode by which every user may read a file. On Windows every file has it. */
const READABLE_BY_ALL = 0o004;

/** The folder of the code within a package of the construct. */
export const PACKAGED_CODE = 'assets';

/** Returns the name of the image's folder for a processor. */
export function packagedImage(processor: Processor): string {
  return `image-${processor}`;
}

/**
 * Returns the code that a package of the construct brings. `npm run package` writes it.
 *
 * @param root the package
 * @throws SettingsError where it has no image for the processor, or not the models; where only their owner may read the files; and
 *   in a checkout, which has no code
 */
export function packagedCode(root: string, { processor, pack, calibration }: PackagedImage): FunctionCode {
  const code = functionCodeIn(join(root, PACKAGED_CODE), packagedImage(processor));
  if (!existsSync(code.authorizer)) {
    throw new SettingsError([
      'Expected code, the folders that hold what the functions run: only a package brings them.',
    ]);
  }
  if (!existsSync(code.image)) {
    throw new SettingsError([`This package has no image for ${processor}: choose the other architecture.`]);
  }
  // npm applies the umask of the user who installs the package, and CDK deploys the modes that it finds.
  const bundle = statSync(join(code.authorizer, 'index.mjs'), { throwIfNoEntry: false });
  if (bundle !== undefined && (bundle.mode & READABLE_BY_ALL) === 0) {
    throw new SettingsError([
      `Expected files that every user may read, because Lambda runs functions as its own user: chmod -R a+rX ${root}`,
    ]);
  }
  const models = join(code.image, 'task', 'models');
  const chosen = packModels(manifest as Manifest, pack);
  const needed = [
    ...chosen.models.map(({ file }) => file),
    calibration === undefined ? chosen.pack.calibration : `calibration/${calibration}`,
  ];
  const missing = needed.filter((file) => !existsSync(join(models, file)));
  if (missing.length > 0) {
    throw new SettingsError([
      `This package has no ${missing.join(', ')}, which pack ${pack} needs here: give code that has, or take another pack.`,
    ]);
  }
  return code;
}
