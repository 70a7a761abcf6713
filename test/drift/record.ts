import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement } from './measure.ts';
import type { PhotoDistances } from './photos.ts';

/** Whether this run renews the record instead of holding the pipeline to it. */
export const RENEW = process.env.UPDATE_DRIFT === '1';

export interface DriftRecord {
  readonly rule: string;
  readonly drawn: Measurement;
  /** By place in golden.json; no names. */
  readonly photos: Readonly<Record<string, PhotoDistances>>;
}

const RULE =
  'Expected values of test/drift. Renewed only by UPDATE_DRIFT=1 npx vitest run test/drift, in a commit that says which step moved and why that is wanted.';

const FILE = join(import.meta.dirname, 'expected.json');

export function readRecord(): DriftRecord {
  return JSON.parse(readFileSync(FILE, 'utf8')) as DriftRecord;
}

/** Replaces a part of the record. */
export function renewRecord(part: Partial<Omit<DriftRecord, 'rule'>>): void {
  let before: object = {};
  try {
    before = readRecord();
  } catch {
    // The first record.
  }
  writeFileSync(FILE, `${JSON.stringify({ ...before, ...part, rule: RULE }, null, 2)}\n`);
}
