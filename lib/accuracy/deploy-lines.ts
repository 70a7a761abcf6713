import { basename, dirname, join, resolve } from 'node:path';
import { DEFAULT_PACK, type Manifest } from '../../lambda/face/models/manifest.ts';
import { researchObjection } from '../../lambda/face/models/research-models.ts';
import { MODELS_DIR } from '../../layers/models/fetch.ts';
import manifest from '../../layers/models/manifest.json' with { type: 'json' };

/** What of a calibration run goes into a deployment. */
export interface Deployment {
  readonly pack: string;
  /** Calibration file that was written; `null` for the pack's own. */
  readonly calibration: string | null;
  /** `null` leaves the default. */
  readonly threshold: number | null;
}

/**
 * The command that deploys a pack, a calibration and a threshold, and before it the one that puts the calibration where the
 * container image takes it from. Other settings of the stack have to be given besides these.
 */
export function deployLines({ pack, calibration, threshold }: Deployment): string[] {
  const folder = join(MODELS_DIR, 'calibration');
  const copy = calibration !== null && dirname(resolve(calibration)) !== folder;
  // The pack's own file needs no setting.
  const named = calibration !== null && (copy || basename(calibration) !== `${pack}.json`);
  const settings = [
    ...(pack === DEFAULT_PACK ? [] : [`-c pack=${pack}`]),
    ...(researchObjection(manifest as Manifest, pack) === null ? [] : ['-c researchModels=true']),
    ...(named ? [`-c calibration=${basename(calibration)}`] : []),
    ...(threshold === null ? [] : [`-c threshold=${threshold}`]),
  ];
  return [
    ...(copy ? [`cp ${calibration} layers/models/calibration/`] : []),
    ['npx cdk deploy', ...settings, '# and your other settings'].join(' '),
  ];
}
