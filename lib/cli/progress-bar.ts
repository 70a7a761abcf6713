/** Milliseconds before which nothing is shown: what is over sooner needs no progress. */
const SILENT_MS = 3_000;

/** Where progress is shown. */
export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows progress with the time left on standard error: redrawn in place on a terminal, one line per tenth elsewhere. Nothing
 * appears in the first three seconds.
 *
 * @param clock returns milliseconds
 * @returns a function that takes the number done and the total
 */
export function progressBar(
  label: string,
  target: ProgressTarget = process.stderr,
  clock: () => number = Date.now,
): (done: number, total: number) => void {
  const start = clock();
  let lastTenth = 0;
  let shown = false;
  return (done, total) => {
    const elapsed = clock() - start;
    const tenth = Math.floor((10 * done) / total);
    const isNewTenth = tenth > lastTenth;
    lastTenth = tenth;
    if (elapsed < SILENT_MS && !shown) return;
    const left = done === 0 || done >= total ? '' : `, about ${duration((elapsed * (total - done)) / done)} left`;
    const text = `${label} ${done}/${total} (${Math.floor((100 * done) / total)} %, ${duration(elapsed)}${left})`;
    // A shorter line leaves nothing of a longer one before it.
    if (target.isTTY) target.write(`\r\u001B[K${text}${done >= total ? '\n' : ''}`);
    else if (isNewTenth) target.write(`${text}\n`);
    shown = true;
  };
}

/** "8 s", "2 min 5 s", "1 h 12 min" */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
