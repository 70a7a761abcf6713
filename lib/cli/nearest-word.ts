/**
 * Returns the word that was probably meant, or `null` where none is near: at most two letters are wrong, and a third of them in
 * a short word. Upper and lower case, dashes and underscores do not count.
 */
export function nearestWord(text: string, words: readonly string[]): string | null {
  const plain = (word: string) => word.toLowerCase().replace(/[_-]/g, '');
  const [nearest] = words
    .map((word) => ({ word, distance: editDistance(plain(text), plain(word)) }))
    .sort((a, b) => a.distance - b.distance);
  // Of a short name, two changes leave nothing.
  const limit = Math.min(2, Math.floor(text.length / 3));
  return nearest !== undefined && nearest.distance <= limit ? nearest.word : null;
}

/** Levenshtein's distance: insertions, deletions and substitutions that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substituted, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
