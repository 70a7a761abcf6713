import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { messagesOf } from '../findings/envelope.ts';
import { checkComparison, checkRefusal, type Group, type Round } from '../findings/group.ts';
import { encodeForm, pair } from '../requests/form.ts';

const EMPTY = new Uint8Array(0);

/** 400 for requests that are not two files. */
export const validation: Group = {
  name: 'validation',

  async contract({ client, pictures, record }) {
    const { JPG } = pictures.formats;
    const [liveness, document] = pair(JPG, JPG);
    const refused = async (name: string, parts: Parameters<typeof client.compare>[0], words?: string) =>
      checkRefusal(record, name, await client.compare(parts), 400, words);

    await refused('LivenessFace missing', [document!], 'LivenessFace');
    await refused('FaceFromDocument missing', [liveness!], 'FaceFromDocument');
    await refused('both missing', [{ name: 'Other', bytes: JPG }]);
    await refused('LivenessFace empty', pair(EMPTY, JPG), 'LivenessFace is empty.');
    await refused('FaceFromDocument empty', pair(JPG, EMPTY), 'FaceFromDocument is empty.');
    await refused('both empty', pair(EMPTY, EMPTY));
  },

  async ours(round) {
    const { client, pictures, record } = round;
    const { JPG } = pictures.formats;
    const two = pair(JPG, JPG);
    const both = await client.compare(pair(EMPTY, EMPTY));
    record.equal('both empty: messages', ['LivenessFace is empty.', 'FaceFromDocument is empty.'], messagesOf(both));
    const twice = await client.compare([...two, two[0]!]);
    checkRefusal(record, 'LivenessFace twice', twice, 400, 'LivenessFace was sent more than once.');
    const more = await client.compare([...two, { name: 'Other', bytes: JPG }]);
    checkComparison(record, 'another part is ignored', more);
    await malformed(round);
  },
};

/** Bodies that are no form of two files at all. */
async function malformed({ client, pictures, record }: Round): Promise<void> {
  const { body, contentType } = await encodeForm(pair(pictures.formats.JPG, pictures.formats.JPG));
  const cases: [string, string | null, Buffer][] = [
    ['a body cut off in the middle', contentType, body.subarray(0, body.length / 2)],
    ['an empty body', contentType, Buffer.alloc(0)],
    ['a form without boundary', 'multipart/form-data', body],
    ['another boundary than announced', 'multipart/form-data; boundary=another', body],
    ['JSON', 'application/json', Buffer.from('{"LivenessFace":""}')],
    ['no Content-Type', null, body],
  ];
  for (const [name, type, bytes] of cases) {
    const headers = { authorization: `Bearer ${client.token}`, ...(type === null ? {} : { 'Content-Type': type }) };
    const answer = await client.send({ method: 'POST', path: COMPARE_PATH, headers, body: bytes });
    checkRefusal(record, name, answer, 400);
  }
}
