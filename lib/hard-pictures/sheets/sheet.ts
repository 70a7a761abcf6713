import { overallStatus } from '../../../lambda/contract/status.ts';
import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import { bestPair } from '../../../lambda/face/matching/best-pair.ts';
import type { Calibration } from '../../../lambda/face/matching/calibration.ts';
import { withStatusOfChosen } from '../../../lambda/face/status.ts';
import { type Share, shareOf } from '../../statistics/wilson.ts';
import type { Kind } from '../kinds/kind.ts';
import type { PictureResult } from '../pool/pool.ts';
import type { Participant } from './participants.ts';

/** What the pipeline made of the images of one severity. */
export interface SheetRow {
  readonly severity: number | string;
  /** Images with a face found, of all: 1 minus the failure to acquire; of images without a face, the false detections. */
  readonly found: Share;
  /** Share of images by the status of the face that was compared. */
  readonly statuses: Readonly<Partial<Record<PictureStatus, number>>>;
  /** Share of images that are marked as photographed from a print or a screen, of those with a face; `null` without any. */
  readonly recaptured: number | null;
  /**
   * Same-person pairs that are not matched; an image without a face is not matched, and LowQuality is judged by its
   * similarity. `null` where the image shows no face or nobody has a second photo.
   */
  readonly falseNonMatches: Share | null;
  /** The same among pairs of status Success: the misses that no status warns of. */
  readonly silentFalseNonMatches: Share | null;
  /** Different-person pairs that are matched; the interval takes pairs for independent and is somewhat too narrow. */
  readonly falseMatches: Share | null;
  /** Longest processor time of decoding and analysing one degraded image on one core. */
  readonly slowestMilliseconds: number;
}

export interface Sheet {
  readonly kind: string;
  readonly title: string;
  readonly axis: string;
  readonly showsFace: boolean;
  readonly rows: readonly SheetRow[];
}

/** Returns the share of each status. */
export function statusShares(statuses: readonly PictureStatus[]): SheetRow['statuses'] {
  const shares: Partial<Record<PictureStatus, number>> = {};
  for (const status of statuses) shares[status] = (shares[status] ?? 0) + 1 / statuses.length;
  return shares;
}

/** One degraded image's results. */
export interface Probe {
  readonly participant: Participant;
  readonly result: PictureResult;
  /** Names of the other people in the image. */
  readonly others: readonly string[];
}

/**
 * Compares the degraded images of one severity with the clean photos, as the API does: best pair over all faces,
 * calibrated similarity, a match above the threshold.
 *
 * @param probes at least one
 */
export function sheetRow(
  kind: Kind,
  severity: number | string,
  probes: readonly Probe[],
  calibration: Calibration,
  threshold: number,
): SheetRow {
  const chosen: PictureStatus[] = [];
  const genuine = { pairs: 0, missed: 0, success: 0, missedSilently: 0 };
  const impostors = { pairs: 0, matched: 0 };
  const references = probes.map(({ participant }) => participant);
  for (const { participant, result, others } of probes) {
    const own = participant.clean && bestPair(result.embeddings, participant.clean.embeddings, calibration);
    const { status } = withStatusOfChosen(result.analysis, own?.faces[0]);
    chosen.push(status);
    if (participant.clean !== null && kind.showsFace) {
      const missed = !(own !== null && own.similarity > threshold);
      genuine.pairs++;
      genuine.missed += Number(missed);
      if (overallStatus(status, 'Success') === 'Success') {
        genuine.success++;
        genuine.missedSilently += Number(missed);
      }
    }
    for (const { name, clean } of references) {
      if (clean === null || name === participant.name || others.includes(name)) continue;
      impostors.pairs++;
      const pair = bestPair(result.embeddings, clean.embeddings, calibration);
      if (pair !== null && pair.similarity > threshold) impostors.matched++;
    }
  }
  const found = probes.filter(({ result }) => result.analysis.faces.length > 0).length;
  const marked = probes.filter(({ result }) => result.analysis.recaptured === true).length;
  return {
    severity,
    found: shareOf(found, probes.length)!,
    statuses: statusShares(chosen),
    recaptured: shareOf(marked, found)?.share ?? null,
    falseNonMatches: shareOf(genuine.missed, genuine.pairs),
    silentFalseNonMatches: shareOf(genuine.missedSilently, genuine.success),
    falseMatches: shareOf(impostors.matched, impostors.pairs),
    slowestMilliseconds: Math.max(...probes.map(({ result }) => result.milliseconds)),
  };
}
