import type { LogEntry } from '../client.ts';
import type { Recorder } from '../findings.ts';
import type { Group } from '../group.ts';

/** What has to hold for every answer so far. */
export const headers: Group = {
  name: 'every answer',

  async contract({ client, record }) {
    const { log } = client;
    const isJson = ({ answer }: LogEntry) => /^application\/json\b/i.test(answer.headers['content-type'] ?? '');
    // The 413 of API Gateway itself is plain text.
    checkAll(record, 'Content-Type is JSON', log, (entry) => isJson(entry) || entry.answer.status === 413);
    checkAll(record, 'no 5xx', log, ({ answer }) => answer.status < 500);
    checkAll(record, 'no 429 below 5 requests a second', log, ({ answer, paced }) => !paced || answer.status !== 429);
  },

  async ours({ client, record }) {
    const { log } = client;
    // API Gateway's 413 of a body beyond 10 MiB comes without any id.
    const own = log.filter(({ answer }) => answer.headers['content-type'] !== 'text/plain');
    const ids = own.map(({ answer }) => answer.headers['x-request-id'] ?? answer.headers['x-amzn-requestid']);
    checkAll(record, 'x-request-id', own, ({ answer }) => idOf(answer.headers, answer.body) !== undefined);
    record.equal('x-request-id differs each time', ids.length, new Set(ids).size);
    const stored = log.filter(({ answer }) => answer.status === 200);
    checkAll(
      record,
      'Cache-Control of a 200 is no-store',
      stored,
      ({ answer }) => answer.headers['cache-control'] === 'no-store',
    );
    checkAll(
      record,
      'no stack trace',
      log,
      ({ answer }) => !/\bat \S.*:\d+:\d+|node_modules|Traceback/.test(answer.body),
    );
  },
};

/** AWS's own 413 has only the id that AWS calls its own. */
function idOf(given: Readonly<Record<string, string>>, body: string): string | undefined {
  const tooLong = body.includes('Request Too Long');
  return given['x-request-id'] ?? (tooLong ? given['x-amzn-requestid'] : undefined);
}

function checkAll(
  record: Recorder,
  name: string,
  entries: readonly LogEntry[],
  holds: (entry: LogEntry) => boolean,
): void {
  const first = entries.find((entry) => !holds(entry));
  const found = first === undefined ? `all of ${entries.length}` : `not so: ${first.answer.status} of ${first.request}`;
  record.check(name, 'in all answers', found, first === undefined);
}
