import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED_DIR } from '../../support/shared.ts';

export const SHARED_MODELS_DIR = join(SHARED_DIR, 'models');
const ORIGINALS_DIR = join(SHARED_MODELS_DIR, 'originals');

/** Why tests on the publishers' files cannot run here, or `null`. */
export const noOriginals = existsSync(ORIGINALS_DIR) ? null : 'there are no files in ../shared/models/originals';

/** A file as its publisher offers it. */
export function original(name: string): Buffer {
  return readFileSync(join(ORIGINALS_DIR, name));
}

/** A model as it is given, in ONNX. */
export function given(name: string): Buffer {
  return readFileSync(join(SHARED_MODELS_DIR, name));
}
