import { AWS_BODY_BYTES, AWS_EVENT_BYTES, MAX_BODY_BYTES } from '../../../lambda/contract/limits.ts';
import { envelopeMistake, isTextOfAws } from '../findings/envelope.ts';
import type { Recorder } from '../findings/findings.ts';
import { checkComparison, checkRefusal, type Group } from '../findings/group.ts';
import type { Answer } from '../requests/client.ts';
import { inEitherPlace, pair } from '../requests/form.ts';

/** Reserve in bytes for everything in a form besides the files. */
const FORM_BYTES = 1_000;

/** 413 for uploads that are too large. */
export const sizes: Group = {
  name: 'sizes',

  async contract({ client, pictures, record }) {
    const { JPG } = pictures.formats;
    const beyond = await client.compare(pair(padded(JPG, AWS_BODY_BYTES), JPG));
    checkTooLarge(record, 'a body of more than 10 MiB', beyond);
  },

  async ours({ client, pictures, facts, record }) {
    const { JPG } = pictures.formats;
    const largest = facts.maxFileBytes;
    const fits = await client.compare(pair(padded(JPG, largest), JPG));
    checkComparison(record, `a file of ${largest} bytes`, fits);
    for (const [field, parts] of inEitherPlace(padded(JPG, largest + 1), JPG)) {
      checkRefusal(record, `${field} of ${largest + 1} bytes`, await client.compare(parts), 413, field);
    }
    const half = padded(JPG, MAX_BODY_BYTES / 2);
    checkRefusal(record, 'a body of more than 4.5 MB', await client.compare(pair(half, half)), 413);
    // Base64 turns three bytes into four.
    const beyondEvent = padded(JPG, (AWS_EVENT_BYTES * 3) / 4);
    checkTooLarge(record, "a body beyond AWS's event limit", await client.compare(pair(beyondEvent, JPG)));
  },
};

/** Returns an image padded with zeros to a size in bytes. Decoders do not read past an image's end. */
function padded(picture: Uint8Array, bytes: number): Uint8Array {
  const file = new Uint8Array(Math.max(bytes, picture.length + FORM_BYTES));
  file.set(picture);
  return file;
}

/** On AWS, API Gateway returns this error without the envelope. Every other server must return the envelope. */
function checkTooLarge(record: Recorder, name: string, answer: Answer): void {
  const mistake = isTextOfAws(answer) ? null : envelopeMistake(answer);
  const found = `${answer.status}, ${mistake ?? (isTextOfAws(answer) ? 'a text of AWS' : 'envelope')}`;
  record.check(name, '413, envelope or a text of AWS', found, answer.status === 413 && mistake === null);
}
