import { messagesOf } from '../findings/envelope.ts';
import { checkComparison, type Group, inWords, type Round } from '../findings/group.ts';
import { inEitherPlace, pair } from '../requests/form.ts';

const NO_MATCH = 'no match';

/** The statuses that an image can be made for; the others need a broken server. */
export const statuses: Group = {
  name: 'statuses',

  async contract(round) {
    const text = round.pictures.undecodable['a text']!;
    await expectStatus(round, 'a text', text, 'InvalidImage');
    await expectStatus(round, 'no face', round.pictures.blank, 'NoFaceDetected');
  },

  async ours(round) {
    const { client, pictures, record } = round;
    const { JPG } = pictures.formats;
    for (const [name, bytes] of Object.entries(pictures.undecodable)) {
      const result = checkComparison(record, name, await client.compare(pair(JPG, bytes)));
      record.equal(`${name}: status`, 'InvalidImage', result?.status);
    }
    const small = checkComparison(record, 'a tiny face', await client.compare(pair(pictures.tiny, JPG)));
    record.check(
      'a tiny face: status, similarity kept',
      'LowQuality, above 0',
      inWords(small),
      small?.status === 'LowQuality' && small.matchingSimilarity > 0,
    );

    const without = await client.compare(pair(JPG, pictures.blank));
    const result = checkComparison(record, 'no face', without);
    record.equal('no face: similarity', 0, result?.matchingSimilarity);
    record.check(
      'no face: the message names the image',
      'FaceFromDocument: …',
      messagesOf(without).join(' '),
      messagesOf(without).every((message) => message.startsWith('FaceFromDocument: ')),
    );

    const both = await client.compare(pair(pictures.blank, pictures.undecodable['a text']!));
    const worse = checkComparison(record, 'no face and no image', both);
    record.equal('no face and no image: status', 'InvalidImage', worse?.status);
    const named = messagesOf(both).map((message) => message.split(':')[0]);
    record.equal('no face and no image: a message each', ['LivenessFace', 'FaceFromDocument'], named);
  },
};

/** The image gets its status in either place, and no match. */
async function expectStatus(
  { client, pictures, record }: Round,
  name: string,
  bytes: Uint8Array,
  status: string,
): Promise<void> {
  for (const [place, parts] of inEitherPlace(bytes, pictures.formats.JPG)) {
    const check = `${name} as ${place}`;
    const result = checkComparison(record, check, await client.compare(parts));
    const ok = result?.status === status && result.isFaceMatch === false;
    record.check(`${check}: status`, `${status}, ${NO_MATCH}`, inWords(result), ok);
  }
}
