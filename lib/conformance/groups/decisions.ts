import { resultOf } from '../findings/envelope.ts';
import { checkComparison, type Group, inWords } from '../findings/group.ts';
import { pair } from '../requests/form.ts';

/** Whether the decisions are right, on photos that were given, and whether they follow from one threshold. */
export const decisions: Group = {
  name: 'decisions',

  async contract({ client, pictures, record }) {
    const cases = [
      ['the same person', pictures.same, true],
      ['different people', pictures.different, false],
    ] as const;
    for (const [name, files, match] of cases) {
      if (files === null) {
        record.skip(name, 'no photos given (--same A B, --different C D)');
        continue;
      }
      const result = checkComparison(record, name, await client.compare(pair(...files)));
      const expected = `Success, ${match ? 'match' : 'no match'}`;
      record.check(name, expected, inWords(result), result?.status === 'Success' && result.isFaceMatch === match);
    }

    // With another status a server may withhold a match whatever the similarity.
    const results = client.log
      .flatMap(({ answer }) => resultOf(answer) ?? [])
      .filter(({ status }) => status === 'Success');
    const of = (match: boolean) => results.filter(({ isFaceMatch }) => isFaceMatch === match);
    const lowest = Math.min(1, ...of(true).map((result) => result.matchingSimilarity));
    const highest = Math.max(0, ...of(false).map((result) => result.matchingSimilarity));
    record.check(
      'one threshold explains all decisions so far',
      'each match above each non-match',
      `${of(true).length} matches from ${lowest}, ${of(false).length} non-matches up to ${highest}`,
      of(true).length === 0 || lowest > highest,
    );
  },
};
