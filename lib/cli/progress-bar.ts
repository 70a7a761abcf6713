/**
 * A progress line on standard error: redrawn in place on a terminal, one line per tenth elsewhere.
 *
 * @returns a function that takes the number done and the total
 */
export function progressBar(label: string): (done: number, total: number) => void {
  const start = Date.now();
  let lastTenth = 0;
  return (done, total) => {
    const seconds = (Date.now() - start) / 1000;
    const text = `${label} ${done}/${total} (${Math.floor((100 * done) / total)} %, ${seconds.toFixed(0)} s)`;
    const tenth = Math.floor((10 * done) / total);
    if (process.stderr.isTTY) process.stderr.write(`\r${text}${done === total ? '\n' : ''}`);
    else if (tenth > lastTenth) process.stderr.write(`${text}\n`);
    lastTenth = tenth;
  };
}
