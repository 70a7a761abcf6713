/** "812 bytes", "96 kB", "1.4 MB"; decimal, as the service's limits are. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  // Rounded up, so that what is above a limit does not read as the limit.
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  return `${Math.ceil(bytes / 10_000) / 100} MB`;
}

/** A number for people: three digits that count, thousands apart. */
export function count(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}

/** "1 in 10,000" for a rate of 1e-4. */
export function oneIn(rate: number): string {
  return rate >= 1 ? 'every time' : `1 in ${count(1 / rate)}`;
}

/** A similarity as people compare it with a threshold: cut, not rounded, so that 0.6999 is not 0.700. */
export function similarityText(similarity: number): string {
  return (Math.floor(similarity * 1_000 + 1e-9) / 1_000).toFixed(3);
}
