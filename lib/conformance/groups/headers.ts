import { DISCOVERY_PATH, JWKS_PATH } from '../../../lambda/contract/fields.ts';
import { isTextOfAws } from '../findings/envelope.ts';
import type { Recorder } from '../findings/findings.ts';
import type { Group } from '../findings/group.ts';
import type { LogEntry } from '../requests/client.ts';

/** What has to hold for every response so far. */
export const headers: Group = {
  name: 'every response',

  async contract({ client, record }) {
    const { log } = client;
    const isJson = ({ answer }: LogEntry) => /^application\/json\b/i.test(answer.headers['content-type'] ?? '');
    checkAll(record, 'Content-Type is JSON', log, (entry) => isJson(entry) || isTextOfAws(entry.answer));
    checkAll(record, 'no 5xx', log, ({ answer }) => answer.status < 500);
    checkAll(record, 'no 429 below 5 requests a second', log, ({ answer, paced }) => !paced || answer.status !== 429);
  },

  async ours({ client, record }) {
    const { log } = client;
    const own = log.filter(({ answer }) => !isTextOfAws(answer));
    const id = ({ answer }: LogEntry) => answer.headers['x-request-id'];
    checkAll(record, 'x-request-id', own, (entry) => Boolean(id(entry)));
    record.equal('x-request-id differs each time', own.length, new Set(own.map(id)).size);
    const published = [`GET ${JWKS_PATH}`, `GET ${DISCOVERY_PATH}`];
    const fine = log.filter(({ answer, request }) => answer.status === 200 && !published.includes(request));
    const keepsOut = ({ answer }: LogEntry) => answer.headers['cache-control'] === 'no-store';
    checkAll(record, 'Cache-Control of a 200 is no-store', fine, keepsOut);
    const trace = /\bat \S.*:\d+:\d+|node_modules|Traceback/;
    checkAll(record, 'no stack trace', log, ({ answer }) => !trace.test(answer.body));
  },
};

function checkAll(
  record: Recorder,
  name: string,
  entries: readonly LogEntry[],
  holds: (entry: LogEntry) => boolean,
): void {
  const first = entries.find((entry) => !holds(entry));
  const found = first === undefined ? `all of ${entries.length}` : `not so: ${first.answer.status} of ${first.request}`;
  record.check(name, 'in all responses', found, first === undefined);
}
