/** A published model holds something that the converter does not know. The message names it and where it stands. */
export class ConversionError extends Error {}
