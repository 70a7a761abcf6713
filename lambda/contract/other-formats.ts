import { PICTURE_FIELDS } from './fields.ts';

interface OtherFormat {
  /** Follows "not a JPG, PNG, BMP or TIFF file but". */
  readonly what: string;
  readonly remedy: string;
}

const CONVERT = 'Send it as a JPG or PNG.';
const SEND_BYTES = 'Send the bytes of the image file as they are.';

/** What is sent in place of an image, and what to do then. */
export const OTHER_FORMATS = {
  heic: {
    what: 'a HEIC photo',
    remedy: 'Send it as a JPG; an iPhone takes JPG with Settings, Camera, Formats, Most Compatible.',
  },
  avif: { what: 'an AVIF image', remedy: CONVERT },
  webp: { what: 'a WebP image', remedy: CONVERT },
  gif: { what: 'a GIF image', remedy: CONVERT },
  svg: { what: 'an SVG drawing', remedy: CONVERT },
  jpegXl: { what: 'a JPEG XL image', remedy: CONVERT },
  jpeg2000: { what: 'a JPEG 2000 image', remedy: CONVERT },
  pdf: { what: 'a PDF document', remedy: 'Send the page as a JPG or PNG.' },
  video: { what: 'a video', remedy: 'Send a still image as a JPG or PNG.' },
  zip: { what: 'a ZIP archive or an office document', remedy: 'Send the image itself.' },
  html: { what: 'an HTML page', remedy: SEND_BYTES },
  xml: { what: 'an XML document', remedy: SEND_BYTES },
  json: { what: 'JSON', remedy: SEND_BYTES },
  base64: { what: 'text in base64', remedy: SEND_BYTES },
  hex: { what: 'text in hexadecimal digits', remedy: SEND_BYTES },
  reference: {
    what: 'the path or address of a file',
    remedy: `Send the content of the file; did you forget the @, as in curl -F "${PICTURE_FIELDS[0]}=@photo.jpg"?`,
  },
  text: { what: 'text', remedy: SEND_BYTES },
  unknown: { what: 'data of another kind', remedy: SEND_BYTES },
} as const satisfies Readonly<Record<string, OtherFormat>>;

export type OtherFormatName = keyof typeof OTHER_FORMATS;
