import { basename, dirname, join, resolve } from 'node:path';
import { DEFAULT_PACK, type Manifest } from '../../lambda/face/models/manifest.ts';
import { researchObjection } from '../../lambda/face/models/research-models.ts';
import { MODELS_DIR } from '../../layers/models/fetch.ts';
import manifest from '../../layers/models/manifest.json' with { type: 'json' };

/** The parts of a calibration run that a deployment needs. */
export interface Deployment {
  readonly pack: string;
  /** Calibration file that was written; `null` for the pack's own. */
  readonly calibration: string | null;
  /** `null` leaves the default. */
  readonly threshold: number | null;
}

/**
 * Returns the command that deploys a pack, a calibration and a threshold. If needed, a command comes first that copies the
 * calibration to where the container image build reads it. Callers must add the other settings of their stack.
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
