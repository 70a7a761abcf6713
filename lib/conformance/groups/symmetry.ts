import type { Result } from '../findings/envelope.ts';
import { checkComparison, type Group, inWords, type Round } from '../findings/group.ts';
import { pair } from '../requests/form.ts';
import type { FilePair } from '../requests/pictures.ts';

/** The order of the two images does not matter. */
export const symmetry: Group = {
  name: 'symmetry',

  async contract(round) {
    for (const [name, files] of pairs(round)) {
      const [forth, back] = await bothWays(round, name, files);
      const equal =
        forth !== null &&
        back !== null &&
        forth.isFaceMatch === back.isFaceMatch &&
        forth.status === back.status &&
        // A server may send fewer digits than it computes with.
        Math.abs(forth.matchingSimilarity - back.matchingSimilarity) <= 1e-6;
      round.record.check(`${name}: the same result both ways`, inWords(forth), inWords(back), equal);
    }
  },

  async ours(round) {
    for (const [name, files] of pairs(round)) {
      const [forth, back] = await bothWays(round, name, files);
      round.record.equal(`${name}: to the last bit`, forth?.matchingSimilarity, back?.matchingSimilarity);
    }
  },
};

function pairs({ pictures }: Round): [string, FilePair][] {
  const { same, faces, groups, tiny, blank, formats } = pictures;
  return [
    ['two faces', faces],
    ['two faces and one', [groups[0], faces[1]]],
    ['a tiny face and a large one', [tiny, formats.JPG]],
    ['a face and none', [formats.JPG, blank]],
    ...(same === null ? [] : ([['the same person', same]] satisfies [string, FilePair][])),
  ];
}

async function bothWays(
  { client, record }: Round,
  name: string,
  [a, b]: FilePair,
): Promise<[Result | null, Result | null]> {
  return [
    checkComparison(record, `${name}, forth`, await client.compare(pair(a, b))),
    checkComparison(record, `${name}, back`, await client.compare(pair(b, a))),
  ];
}
