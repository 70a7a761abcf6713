/** What functions write to their log, one line at a time. */
export type LineTaker = (line: string) => void;

/**
 * Returns what takes the lines of functions: all of them with `logs`, else only those that report an error, in words. Lines that
 * are not of a function's log, such as a warning of Node.js, always pass.
 *
 * @param print receives a line for the terminal
 */
export function functionLog(logs: boolean, print: LineTaker): LineTaker {
  return (line) => {
    const entry = logs ? null : asLogEntry(line);
    if (entry === null) print(line);
    else if (entry.level === 'ERROR') {
      const words = [entry.reason ?? entry.failure ?? entry.message, entry.errorName, entry.detail].filter(Boolean);
      print(`Error in a function: ${words.join(', ')}. Start with --logs for its whole log.`);
    }
  };
}

/**
 * Sends what functions within this process write to standard output to `take`, since they share it with the command.
 *
 * @returns writes past `take`, for the command itself
 */
export function divertFunctionLog(stream: Pick<NodeJS.WriteStream, 'write'>, take: LineTaker): LineTaker {
  const write = stream.write.bind(stream) as (text: string) => boolean;
  stream.write = ((chunk: unknown, ...rest: never[]) => {
    if (typeof chunk === 'string' && asLogEntry(chunk.trimEnd()) !== null) {
      take(chunk.trimEnd());
      return true;
    }
    return (write as (...all: unknown[]) => boolean)(chunk, ...rest);
  }) as typeof stream.write;
  return (line) => void write(`${line}\n`);
}

interface LogEntry {
  readonly level?: string;
  readonly [name: string]: unknown;
}

/** Returns a line of a function's log or of its metrics; `null` for any other text. */
function asLogEntry(line: string): LogEntry | null {
  if (!/^\{"(level|_aws)":/.test(line)) return null;
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return null;
  }
}
