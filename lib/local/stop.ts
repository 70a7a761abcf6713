export interface StopOptions {
  /**
   * Milliseconds after which the process ends, whatever has not ended by then. Default: 1,400, which leaves a busy machine
   * some of the two seconds.
   */
  readonly limitMs?: number;
  /**
   * Milliseconds within which a second signal is still the first Ctrl-C. The terminal sends one to all, and npm passes its
   * own on. Default: 300.
   */
  readonly sameCtrlCMs?: number;
}

/** Milliseconds between two looks at the process that started this one. */
const LOOK_MS = 250;

/**
 * Ends this process in an orderly way at the first SIGINT or SIGTERM, within a limit of time, and at once at the next
 * SIGINT or SIGTERM. An end of the npm that started it counts as the first signal: npm can be killed without passing
 * it on.
 *
 * @param close ends what runs; what it has not ended in time ends with this process
 */
export function stopOnSignal(
  close: () => Promise<void>,
  { limitMs = 1_400, sameCtrlCMs = 300 }: StopOptions = {},
): void {
  let since: number | null = null;
  const stop = (): void => {
    if (since !== null) {
      if (performance.now() - since > sameCtrlCMs) process.exit(130);
      return;
    }
    since = performance.now();
    setTimeout(() => process.exit(0), limitMs);
    close().finally(() => process.exit(0));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  if (process.env.npm_lifecycle_event === undefined) return;
  // The script in package.json gives the shell's place to this process, so npm is the parent.
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (since !== null || process.ppid === npm) return;
    clearInterval(watch);
    stop();
  }, LOOK_MS).unref();
}
