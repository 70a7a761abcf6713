import { type CalibrationFile, createCalibration } from '../../../lambda/face/matching/calibration.ts';
import { type BetweenGroups, ratesBetweenGroups } from '../groups/between-groups.ts';
import type { HeldOutGroups } from '../groups/cross-validate-groups.ts';
import { type GroupRates, type GroupSummary, ratesOfGroups, summaryOfGroups } from '../groups/group-rates.ts';
import { listedAbove, scoresByGroup } from '../groups/group-scores.ts';
import { columnsOfFewValues, type GroupChoice, groupBy } from '../groups/grouping.ts';
import type { LabelledFace } from '../groups/labelled-faces.ts';
import type { ComparedFaces, GroupMeasurement } from '../groups/measure-groups.ts';
import type { Resamples } from '../measure/bootstrap.ts';
import type { Point } from '../measure/curves.ts';
import type { Labels } from '../photos/labels-file.ts';

/** Similarity at which groups are compared with each other: at 1 in 1,000 every pair of groups has enough pairs. */
const BETWEEN = 0.6;

/** The content of a report by groups, as in report.json. */
export interface GroupReport {
  readonly created: string;
  readonly data: string;
  readonly pack: string;
  readonly models: readonly string[];
  readonly spaces: readonly string[];
  readonly pipeline: string;
  /** The calibration whose thresholds the report examines. */
  readonly calibration: CalibrationFile;
  readonly by: readonly string[];
  readonly only: GroupChoice['only'];
  readonly photos: number;
  readonly duplicates: { readonly pairs: number; readonly photosLeftOut: number };
  readonly groups: readonly GroupRates[];
  readonly summary: GroupSummary;
  /** The same for each column alone. */
  readonly columns: readonly { readonly column: string; readonly groups: readonly GroupRates[] }[];
  readonly between: BetweenGroups;
  /** False match rate by similarity, for each group. */
  readonly curves: readonly { readonly group: string; readonly points: readonly Point[] }[];
  readonly heldOut: readonly HeldOutGroups[] | null;
  readonly intervals: string;
}

/** The input of a report by groups. */
export interface GroupReportParts {
  readonly labels: Labels;
  /** All labelled photos, with the embeddings that the API compares. */
  readonly faces: readonly LabelledFace[];
  readonly compared: ComparedFaces;
  readonly measured: GroupMeasurement;
  readonly calibration: CalibrationFile;
  readonly by: readonly string[];
  readonly only: GroupChoice['only'];
  readonly resamples: Resamples;
  readonly origin: Pick<GroupReport, 'created' | 'data' | 'pack' | 'models' | 'spaces' | 'pipeline'>;
  readonly heldOut: readonly HeldOutGroups[] | null;
}

/** Returns the content of a report by groups. */
export function groupReport(parts: GroupReportParts): GroupReport {
  const { labels, faces, compared, measured, calibration, by, only, resamples, origin, heldOut } = parts;
  const map = createCalibration(calibration);
  const { groups, random, all, grouping } = measured;
  const columns = columnsOfFewValues(labels).map((column) => {
    // A table by age shows all ages.
    const { [column]: _, ...others } = only;
    const scores = scoresByGroup(all, groupBy(measured.faces, [column], others));
    return { column, groups: ratesOfGroups(faces, groupBy(faces, [column], others), scores, map, resamples) };
  });
  return {
    ...origin,
    calibration,
    by,
    only,
    photos: faces.length,
    duplicates: { pairs: compared.duplicates.length, photosLeftOut: compared.leftOut },
    groups: ratesOfGroups(faces, groupBy(faces, by, only), groups, map, resamples),
    summary: summaryOfGroups(groups, random, map, resamples),
    columns,
    between: ratesBetweenGroups(all, grouping, { similarity: BETWEEN, cosine: map.cosine(BETWEEN) }, resamples),
    curves: groups.map(({ group, scores }) => ({
      group,
      points: Array.from({ length: 51 }, (_, i) => 0.45 + i * 0.01)
        .map((similarity): Point => [similarity, listedAbove(scores, map.cosine(similarity)) / scores.total])
        .filter(([, rate]) => rate > 0),
    })),
    heldOut,
    intervals: `95 %, ${resamples.replicates} bootstrap resamples of the people, or of the photos where nobody is named`,
  };
}
