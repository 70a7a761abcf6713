/** Names a caller sees or sends. The contract fixes them; they stand here once. */

export const COMPARE_PATH = '/ExtFaceComparison/Compare';
export const HEALTH_PATH = '/health';
export const PLAYGROUND_PATH = '/playground';
export const OPENAPI_PATH = '/openapi.json';

/** The two parts of the multipart body, in the order in which `messages` speaks of them. */
export const PICTURE_FIELDS = ['LivenessFace', 'FaceFromDocument'] as const;
export type PictureField = (typeof PICTURE_FIELDS)[number];

export const REQUEST_ID_HEADER = 'x-request-id';
export const CORRELATION_ID_HEADER = 'x-correlation-id';

/** The marker that an application token carries in its `services` claim. */
export const REQUIRED_SERVICE = 'External';
