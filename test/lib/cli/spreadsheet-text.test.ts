import { describe, expect, it } from 'vitest';
import { asSpreadsheetText, fromSpreadsheetText } from '../../../lib/cli/spreadsheet-text.ts';

describe('text for a spreadsheet', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', "'=1"])('has an apostrophe before a formula: %j', (text) => {
    expect(asSpreadsheetText(text)).toBe(`'${text}`);
    expect(fromSpreadsheetText(asSpreadsheetText(text))).toBe(text);
  });

  it.each(['', 'a=1', 'bank-a', "'", "O'Neill", '1-1', "'quoted'"])('is any other text as it stands: %j', (text) => {
    expect(asSpreadsheetText(text)).toBe(text);
    expect(fromSpreadsheetText(text)).toBe(text);
  });
});
