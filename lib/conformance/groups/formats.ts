import { checkComparison, type Group, inWords, type Round } from '../findings/group.ts';
import { inEitherPlace, pair } from '../requests/form.ts';

/** JPG, PNG, BMP and TIFF are read, for either image. */
export const formats: Group = {
  name: 'formats',

  async contract({ client, pictures, record }) {
    const { JPG } = pictures.formats;
    for (const [format, bytes] of Object.entries(pictures.formats)) {
      for (const [place, parts] of inEitherPlace(bytes, JPG)) {
        const check = `${format} as ${place}`;
        const result = checkComparison(record, check, await client.compare(parts));
        const decoded = result !== null && result.status !== 'InvalidImage' && result.status !== 'Error';
        record.check(`${check}: decoded`, 'any status but InvalidImage and Error', inWords(result), decoded);
      }
    }
  },

  async ours(round) {
    const expected = await similarity(round, 'JPG', round.pictures.formats.JPG);
    for (const [format, bytes] of Object.entries(round.pictures.formats)) {
      if (format === 'JPG') continue;
      const found = await similarity(round, format, bytes);
      const near = Math.abs(found - expected) <= 0.02;
      round.record.check(`${format}: similarity as of the JPG`, `${expected} ± 0.02`, String(found), near);
    }
    await wronglyLabelled(round);
  },
};

/** Of the drawn face in a format and another face. */
async function similarity({ client, pictures, record }: Round, name: string, bytes: Uint8Array): Promise<number> {
  const answer = await client.compare(pair(bytes, pictures.faces[1]));
  return checkComparison(record, `${name} and another face`, answer)?.matchingSimilarity ?? Number.NaN;
}

async function wronglyLabelled({ client, pictures, record }: Round): Promise<void> {
  const { PNG, TIFF } = pictures.formats;
  const answer = await client.compare([
    { name: 'LivenessFace', bytes: PNG, fileName: 'a.jpg', type: 'image/jpeg' },
    { name: 'FaceFromDocument', bytes: TIFF, fileName: 'b', type: 'application/octet-stream' },
  ]);
  const result = checkComparison(record, 'wrong names and types', answer);
  record.equal('wrong names and types: status', 'Success', result?.status);
}
