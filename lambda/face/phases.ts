import { channel } from 'node:diagnostics_channel';

/**
 * Is told by name which phase of a start or of a request begins. Nobody listens in the deployed function, where telling
 * costs nothing; the benchmark of the cold start does (lib/bench/cold/cold-probe.ts).
 */
export const phases = channel('face-comparison.phase');
