import { channel } from 'node:diagnostics_channel';

/**
 * Receives the name of each phase of a start or of a request as it begins. The benchmark of the cold start listens
 * (lib/bench/cold/cold-probe.ts). In the deployed function nobody does, and publishing costs nothing.
 */
export const phases = channel('face-comparison.phase');
