/**
 * Gives openapi-typescript the compiler it needs. Import it before that command line, so that `typescript` is TypeScript 5.
 * The project's TypeScript 7 has no API for programs yet (https://github.com/openapi-ts/openapi-typescript/issues/2841).
 */
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-5' : specifier, context),
});
