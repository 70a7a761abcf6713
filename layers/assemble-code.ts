import { assembleAuthorizer, assembleCatchAll, assembleImage, assembleIssuer, type ImageOptions } from './assemble.ts';
import { type FunctionCode, functionCodeIn } from './function-code.ts';
import { assemblePlayground } from './playground.ts';

/**
 * Makes the code of all functions from the sources.
 *
 * @param folder gets a folder for each function
 * @throws ImageOptionError, CalibrationChoiceError, ModelUnavailableError, PackagesUnavailableError
 */
export async function assembleCode(folder: string, image: Omit<ImageOptions, 'outdir'>): Promise<FunctionCode> {
  const code = functionCodeIn(folder);
  await assembleImage({ ...image, outdir: code.image });
  await assembleBundles(code);
  return code;
}

/** Bundles the functions that are deployed as zip files. */
export async function assembleBundles(code: Omit<FunctionCode, 'image'>): Promise<void> {
  await assembleAuthorizer(code.authorizer);
  await assembleIssuer(code.issuer);
  await assemblePlayground(code.playground);
  await assembleCatchAll(code.catchAll);
}
