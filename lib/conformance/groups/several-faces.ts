import { checkComparison, type Group, inWords } from '../findings/group.ts';
import { pair } from '../requests/form.ts';

/** Where an image shows more than one face, the pair of the highest similarity counts. */
export const severalFaces: Group = {
  name: 'several faces',

  async contract({ client, pictures, record }) {
    const apart = checkComparison(record, 'the two faces apart', await client.compare(pair(...pictures.faces)));
    if (apart?.status !== 'Success') {
      return record.skip('the best pair counts', `the two faces apart: ${inWords(apart)}`);
    }
    // Halfway from what the wrong pair would have to what the right one has.
    const least = (1 + apart.matchingSimilarity) / 2;
    for (const [order, group] of pictures.groups.entries()) {
      for (const [i, face] of pictures.faces.entries()) {
        const name = `${i === order ? 'the larger' : 'the smaller'} of two faces, and itself${order === 0 ? '' : ', the other way round'}`;
        const result = checkComparison(record, name, await client.compare(pair(group, face)));
        const best = result !== null && result.matchingSimilarity > least;
        record.check(`${name}: the best pair counts`, `above ${least}`, inWords(result), best);
      }
    }
  },
};
