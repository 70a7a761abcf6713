import { join } from 'node:path';

/** Folders that hold what the functions run. */
export interface FunctionCode {
  /** Dockerfile of the compare function and what it copies. */
  readonly image: string;
  /** Bundle of the authorizer: `index.mjs`. */
  readonly authorizer: string;
  /** Bundle of the built-in issuer: `index.mjs`. */
  readonly issuer: string;
  /** Bundle of the playground function and its page: `index.mjs`, `page.html`. */
  readonly playground: string;
  /** Bundle of the catch-all function: `index.mjs`. */
  readonly catchAll: string;
}

/**
 * Returns where the code of the functions is below a folder, whether it is made from the sources or comes in a package.
 *
 * @param image name of the folder of the image, of which a package has one for each processor
 */
export function functionCodeIn(folder: string, image = 'image'): FunctionCode {
  return {
    image: join(folder, image),
    authorizer: join(folder, 'authorizer'),
    issuer: join(folder, 'issuer'),
    playground: join(folder, 'playground'),
    catchAll: join(folder, 'catch-all'),
  };
}
