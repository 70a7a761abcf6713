import { dirname } from 'node:path';
import type { ModelEntry } from '../../lambda/face/models/manifest.ts';
import { ConversionError } from './convert/conversion-error.ts';
import { DownloadError } from './download.ts';
import { fileNameOf } from './files.ts';

/** Models are missing and could not be fetched. The message names each file, its source and the remedy. */
export class ModelUnavailableError extends Error {}

/** Why a model is not available. The message is the end of a sentence. */
export class UnavailableReason extends Error {}

/** The folder of the models cannot be written to. */
class UnwritableReason extends UnavailableReason {}

/** Returns why a model is not available after this error, or `null` when the error is a defect of this program. */
export function reasonOf(error: unknown): UnavailableReason | null {
  if (error instanceof UnavailableReason) return error;
  if (error instanceof DownloadError || error instanceof ConversionError) return new UnavailableReason(error.message);
  const { code = '', path = '', syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return null;
  switch (code) {
    case 'ENOSPC':
      return new UnavailableReason('no space is left on the disk');
    case 'EDQUOT':
      return new UnavailableReason('the disk quota is used up');
    case 'EACCES':
    case 'EPERM':
      return new UnwritableReason(`this user may not write to ${dirname(path)}`);
    case 'EROFS':
      return new UnwritableReason(`${dirname(path)} is on a disk that can only be read`);
    default:
      return new UnavailableReason(message);
  }
}

/**
 * Returns the error that names a model, the reason, its source and the remedy.
 *
 * @param refused files of the right name that were passed over, each with the reason
 * @param targetDir the folder of the models
 */
export function unavailable(
  model: ModelEntry,
  reason: UnavailableReason,
  refused: readonly string[],
  targetDir: string,
): ModelUnavailableError {
  const wrong = refused.map((line) => `\n  rejected: ${line}`).join('');
  return new ModelUnavailableError(
    `The ${model.role} ${model.file} is not available: ${reason.message}.${wrong}` +
      `\n  source: ${[model.source.publisher, ...model.source.files.map(({ url }) => url)].join('\n          ')}` +
      `\n  remedy: ${reason instanceof UnwritableReason ? writableRemedy(model, targetDir) : searchRemedy(model)}`,
  );
}

function searchRemedy(model: ModelEntry): string {
  const { file, sha256 } = model.rewrittenFrom ?? model;
  const { files } = model.source;
  const published = files.length === 0 ? '' : `, or ${files.map(fileNameOf).join(' and ')} from its publisher,`;
  return (
    `put ${file} with sha256 ${sha256}${published} into a directory and set FACE_MODELS_DIR to it, or run ` +
    '`npm run models -- --from` with it.'
  );
}

function writableRemedy({ file, sha256 }: ModelEntry, targetDir: string): string {
  return `make ${targetDir} writable, or have ${file} with sha256 ${sha256} put into it.`;
}
