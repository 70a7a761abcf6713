/** Processor time that decoding any file may take. */
export const CPU_LIMIT_MS = 2_000;
/** Memory beyond what was in use before that decoding any file may take, in bytes. */
export const MEMORY_LIMIT = 200_000_000;
