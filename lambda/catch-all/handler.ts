import { endQuietlyOnCrash } from '../errors/crash.ts';
import { createCatchAll } from './catch-all.ts';

endQuietlyOnCrash(process.env);

/** Entry point of the catch-all function. */
export const handler = createCatchAll(process.env);
