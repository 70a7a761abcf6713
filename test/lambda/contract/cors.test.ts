import { expect, it } from 'vitest';
import { isOrigin } from '../../../lambda/contract/cors.ts';

it.each(['https://app.example.com', 'http://localhost:5173', 'https://10.0.0.1:8443'])('%s is an origin', (text) => {
  expect(isOrigin(text)).toBe(true);
});

it.each([
  ['*'],
  ['null'],
  [''],
  ['app.example.com'],
  ['https://app.example.com/'],
  ['https://app.example.com/path'],
  // Browsers leave the scheme's own port out, so these would never match.
  ['https://app.example.com:443'],
  ['http://app.example.com:80'],
  ['https://App.example.com'],
  ['https://app.example.com:99999'],
  ["https://a'b.example.com"],
  ['https://*.example.com'],
  ['file:///tmp'],
  ['https://user@app.example.com'],
])('%s is none', (text) => {
  expect(isOrigin(text)).toBe(false);
});
