import type { RequestRecord } from './request.ts';
import { wholeMilliseconds } from './whole-milliseconds.ts';

/** Takes one line of the log. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

/**
 * Writes a line of JSON to standard output. Not by `console.log`: with Lambda's JSON log format that wraps the line into
 * another object, and CloudWatch then sees no metrics in it.
 */
export function writeLine(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * The log line of a request. It says who, what and how long; of an error it says the code, the reason and the class,
 * never its message or stack, which may quote what the caller sent.
 *
 * @param statusCode the HTTP status of the answer
 */
export function requestLine(record: RequestRecord, statusCode: number): Record<string, unknown> {
  const { failure, version } = record;
  return {
    level: statusCode >= 500 || record.status === 'Error' ? 'ERROR' : 'INFO',
    message: 'request',
    time: new Date(record.arrivedAt).toISOString(),
    requestId: record.requestId,
    ...(record.correlationId === null ? {} : { correlationId: record.correlationId }),
    route: record.route,
    client: record.client,
    statusCode,
    status: record.status,
    ...(failure === null ? {} : { failure: failure.failure, reason: failure.reason, errorName: failure.errorName }),
    durations: wholeMilliseconds(record.durations),
    coldStart: record.coldStart,
    ...(version === null ? {} : { pack: version.pack, models: version.models, calibration: version.calibration }),
  };
}
