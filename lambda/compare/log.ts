import { type RequestRecord, wholeMilliseconds } from './request.ts';

/** Writes one line of the log. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

/**
 * Writes a line of JSON to standard output. With Lambda's JSON log format `console.log` would wrap the line into another
 * object, in which CloudWatch finds no metrics.
 */
export function writeLine(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Returns the log line of a request: the client, the route, the outcome and the durations. Of an error the line has the
 * code, the reason and the class. It never has the message or the stack, which may quote what the caller sent.
 *
 * @param statusCode the HTTP status of the response
 */
export function requestLine(record: RequestRecord, statusCode: number): Record<string, unknown> {
  const { failure, version } = record;
  return {
    level: statusCode >= 500 || record.status === 'Error' || record.abandonedWork ? 'ERROR' : 'INFO',
    message: 'request',
    time: new Date(record.arrivedAt).toISOString(),
    requestId: record.requestId,
    ...(record.correlationId === null ? {} : { correlationId: record.correlationId }),
    route: record.route,
    client: record.client,
    ...(record.sessionId === null ? {} : { sessionId: record.sessionId }),
    ...(record.originalRequestId === null ? {} : { originalRequestId: record.originalRequestId }),
    statusCode,
    status: record.status,
    ...(record.nearMiss ? { nearMiss: true } : {}),
    ...(failure === null ? {} : { failure: failure.failure, reason: failure.reason, errorName: failure.errorName }),
    ...(record.abandonedWork ? { abandonedWork: true } : {}),
    durations: wholeMilliseconds(record.durations),
    coldStart: record.coldStart,
    ...(version === null ? {} : { pack: version.pack, models: version.models, calibration: version.calibration }),
  };
}
