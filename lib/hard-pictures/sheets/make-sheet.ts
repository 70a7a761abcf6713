import type { Calibration } from '../../../lambda/face/matching/calibration.ts';
import { seededRandom } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Pool, PoolTask } from '../pool/pool.ts';
import type { Participant } from './participants.ts';
import { type Probe, type Sheet, sheetRow } from './sheet.ts';

export interface SheetOptions {
  readonly calibration: Calibration;
  /** A pair with a similarity above it is a match. */
  readonly threshold: number;
  readonly seed: number;
  readonly progress?: (done: number, total: number) => void;
}

/** Degrades the photos of all participants in one way, at each severity, and measures what the pipeline makes of them. */
export async function makeSheet(
  kind: Kind,
  participants: readonly Participant[],
  pool: Pool,
  { calibration, threshold, seed, progress }: SheetOptions,
): Promise<Sheet> {
  const jobs: PoolTask[] = [];
  const othersOf: string[][] = [];
  for (const [severity, value] of kind.severities.entries()) {
    for (const [i, participant] of participants.entries()) {
      // The same seed at every severity: glare and direction stay where they are while they grow.
      const photoSeed = seed * 1_000_003 + i;
      const others = somebodyElse(participants, i, kind.others?.(value) ?? 0, photoSeed);
      othersOf.push(others.map(({ name }) => name));
      jobs.push({
        photo: participant.degraded,
        degrade: { kind: kind.name, severity, seed: photoSeed, others: others.map(({ degraded }) => degraded) },
      });
    }
  }
  const results = await pool.run(jobs, progress);
  const rows = kind.severities.map((severity, s) => {
    const probes = participants.map((participant, i): Probe => {
      const at = s * participants.length + i;
      return { participant, result: results[at]!, others: othersOf[at]! };
    });
    return sheetRow(kind, severity, probes, calibration, threshold);
  });
  const { name, title, axis, showsFace } = kind;
  return { kind: name, title, axis, showsFace, rows };
}

function somebodyElse(
  participants: readonly Participant[],
  self: number,
  count: number,
  seed: number,
): readonly Participant[] {
  if (count === 0) return [];
  return shuffle(participants.toSpliced(self, 1), seededRandom(seed)).slice(0, count);
}
