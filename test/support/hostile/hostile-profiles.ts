import {
  buildProfile,
  chain,
  curve,
  lookUpTable,
  matrixTags,
  type ProfileTag,
  parametric,
  u32,
} from './profile-builder.ts';
import type { SampleProfile } from './sample-profiles.ts';

const CHAIN_TAGS = ['D2B0', 'D2B1', 'D2B2', 'D2B3', 'B2D0', 'B2D1', 'B2D2', 'B2D3'];
const SPACES = [
  { space: 'RGB', name: 'RGB ', channels: 3, kind: 'mntr' },
  { space: 'grey', name: 'GRAY', channels: 1, kind: 'mntr' },
  { space: 'CMYK', name: 'CMYK', channels: 4, kind: 'prtr' },
] as const;

/** Profiles that take a decoder much work or memory for their bytes: long chains, large tables, shared positions. */
export function hostileProfiles(): readonly SampleProfile[] {
  const chains = SPACES.flatMap(({ space, name, channels, kind }) => {
    const display: Record<string, ProfileTag> = space === 'RGB' ? matrixTags(parametric()) : {};
    const profile = (tags: Record<string, ProfileTag>) =>
      buildProfile({ space: name, kind, connection: space === 'CMYK' ? 'Lab ' : 'XYZ ', version: 4, tags });
    const inAll = (tag: Buffer) =>
      profile({ ...display, D2B0: tag, ...Object.fromEntries(CHAIN_TAGS.slice(1).map((other) => [other, 'D2B0'])) });
    const made = { channels, outputs: 3 };
    return [
      { name: '20,000 stages at one place', bytes: inAll(chain({ ...made, stages: 20_000, side: 0, isShared: true })) },
      { name: '4,000 stages', bytes: inAll(chain({ ...made, stages: 4_000, side: 0, isShared: false })) },
      {
        name: '450 large tables at one place',
        bytes: inAll(chain({ ...made, stages: 450, side: 20, isShared: true })),
      },
      {
        name: 'one chain in the place of a table',
        bytes: profile({ A2B0: chain({ ...made, stages: 9_000, side: 0, isShared: true }) }),
      },
    ].map((attack) => ({ ...attack, space, name: `${space}: ${attack.name}` }));
  });
  const single = CHAIN_TAGS.map((tag) => ({
    name: `RGB: 20,000 stages in ${tag}`,
    space: 'RGB' as const,
    bytes: buildProfile({
      ...{ version: 4 },
      tags: {
        ...matrixTags(parametric()),
        [tag]: chain({ channels: 3, outputs: 3, stages: 20_000, side: 0, isShared: true }),
      },
    }),
  }));
  return [...chains, ...single, ...tables()];
}

/** Tables that are real bytes, or that say they are. */
function tables(): readonly SampleProfile[] {
  const table = (side: number) => lookUpTable('mft1', { inputs: 3, outputs: 3, side, value: () => 0.5 });
  const lying = (at: number, value: number) => {
    const bytes = table(9);
    bytes[at] = value;
    return bytes;
  };
  const scanner = (A2B0: Buffer) =>
    buildProfile({ kind: 'scnr', connection: 'Lab ', tags: { A2B0, A2B1: 'A2B0', A2B2: 'A2B0' } });
  const endless = curve(16, 2);
  endless.set(u32([0x7fffffff]), 8);
  return [
    { name: 'RGB: a table of 100 a side', space: 'RGB', bytes: scanner(table(100)) },
    { name: 'RGB: a table of 65 a side', space: 'RGB', bytes: scanner(table(65)) },
    { name: 'RGB: a table that says 255 a side', space: 'RGB', bytes: scanner(lying(10, 255)) },
    { name: 'RGB: a table that says 15 inputs', space: 'RGB', bytes: scanner(lying(8, 15)) },
    { name: 'RGB: curves without end', space: 'RGB', bytes: buildProfile({ tags: matrixTags(endless) }) },
    { name: 'RGB: 3 MB of curves', space: 'RGB', bytes: buildProfile({ tags: matrixTags(curve(1_500_000, 2)) }) },
  ];
}
