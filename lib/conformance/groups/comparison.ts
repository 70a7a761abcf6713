import { CORRELATION_ID_EXPECTED } from '../../../lambda/contract/limits.ts';
import { STATUSES } from '../../../lambda/contract/status.ts';
import { bodyOf, isMessages, isSimilarity } from '../findings/envelope.ts';
import { show } from '../findings/findings.ts';
import { checkComparison, type Group, inWords, type Round } from '../findings/group.ts';
import { pair } from '../requests/form.ts';

/** Every field of a successful comparison. */
export const comparison: Group = {
  name: 'comparison',

  async contract({ client, pictures, record }) {
    const answer = await client.compare(pair(pictures.formats.JPG, pictures.formats.JPG));
    record.equal('HTTP status', 200, answer.status);
    const type = answer.headers['content-type'];
    record.check('Content-Type', 'application/json', show(type), /^application\/json\b/i.test(type ?? ''));

    const body = bodyOf(answer) ?? {};
    record.equal('fields', ['messages', 'result', 'statusCode', 'version'], Object.keys(body).sort());
    record.equal('version', null, body.version);
    record.equal('statusCode', 200, body.statusCode);
    record.check('messages', 'a list of sentences', show(body.messages), isMessages(body.messages));

    const result = (body.result ?? {}) as Record<string, unknown>;
    const { isFaceMatch, matchingSimilarity, status } = result;
    record.check('isFaceMatch', 'true or false', show(isFaceMatch), typeof isFaceMatch === 'boolean');
    record.check(
      'matchingSimilarity',
      'a number in [0, 1]',
      show(matchingSimilarity),
      isSimilarity(matchingSimilarity),
    );
    const known = (STATUSES as readonly unknown[]).includes(status);
    record.check('status', `one of ${STATUSES.join(', ')}`, show(status), known);

    const identical = 'the same image twice';
    if (status !== 'Success') return record.skip(identical, `the server says ${show(status)} of a drawn face`);
    record.check(
      `${identical}: similarity`,
      'at least 0.99',
      show(matchingSimilarity),
      Number(matchingSimilarity) >= 0.99,
    );
    record.equal(`${identical}: match`, true, isFaceMatch);
    record.equal('messages of a success', ['Processed successfully'], body.messages);
  },

  async ours(round) {
    const { client, pictures, record } = round;
    const { JPG } = pictures.formats;
    const answer = await client.compare(pair(JPG, JPG), { headers: { 'x-correlation-id': 'conformance-1' } });
    const result = (bodyOf(answer)?.result ?? {}) as Record<string, unknown>;
    record.equal('fields of the result', ['isFaceMatch', 'matchingSimilarity', 'status'], Object.keys(result).sort());
    record.equal('status of a drawn face', 'Success', result.status);
    record.equal('similarity of the same bytes', 1, result.matchingSimilarity);
    record.equal('x-correlation-id comes back', 'conformance-1', answer.headers['x-correlation-id']);
    await correlationIds(round);
    await repeated(round);
    await details(round);
  },
};

async function correlationIds({ client, pictures, record }: Round): Promise<void> {
  const send = (id: string) =>
    client.compare(pair(pictures.formats.JPG, pictures.formats.JPG), { headers: { 'x-correlation-id': id } });
  const longest = `case 7: ${'x'.repeat(120)}`;
  record.equal(
    'x-correlation-id of 128 characters comes back',
    longest,
    (await send(longest)).headers['x-correlation-id'],
  );
  const refused = await send(`${longest}x`);
  record.equal('x-correlation-id of 129 characters: status', 400, refused.status);
  const { messages } = bodyOf(refused) ?? {};
  const named = isMessages(messages) && messages.some((message) => message.includes(CORRELATION_ID_EXPECTED));
  record.check('x-correlation-id of 129 characters: message', CORRELATION_ID_EXPECTED, show(messages), named);
}

async function repeated({ client, pictures, record }: Round): Promise<void> {
  const first = await client.compare(pair(...pictures.faces));
  const second = await client.compare(pair(...pictures.faces));
  record.equal('the same request again', bodyOf(first), bodyOf(second));
}

async function details({ client, pictures, record }: Round): Promise<void> {
  const answer = await client.compare(pair(...pictures.faces), { query: '?details=true' });
  const result = checkComparison(record, '?details=true', answer);
  const { details: given } = (result ?? {}) as { details?: Record<string, unknown> };
  const names = [
    'calibrationVersion',
    'faceFromDocument',
    'falseMatchRate',
    'falseMatchRatePerPair',
    'livenessFace',
    'marginToSecond',
    'pack',
    'pairs',
    'randomPairFalseMatchRate',
    'samePicture',
    'similarities',
    'threshold',
  ];
  record.equal('?details=true: fields', names, Object.keys(given ?? {}).sort());
  const threshold = Number(given?.threshold);
  const match = result !== null && result.matchingSimilarity > threshold;
  record.check(
    '?details=true: the decision follows from the threshold',
    String(match),
    inWords(result),
    result?.isFaceMatch === match,
  );
}
