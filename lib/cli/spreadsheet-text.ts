/**
 * How a formula begins (https://owasp.org/www-community/attacks/CSV_Injection). Apostrophes before it count, so that every
 * text can be had back.
 */
const FORMULA = /^'*[=+\-@\t\r]/;

/**
 * Returns text for a cell that may end up in a spreadsheet, such as one of a CSV file: an apostrophe stands before what a
 * spreadsheet would run as a formula, any other text stays as it is. Only for text: a negative number is no formula.
 */
export function asSpreadsheetText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Returns the text that `asSpreadsheetText` was given. */
export function fromSpreadsheetText(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
