import { PICTURE_FIELDS } from '../../lambda/contract/fields.ts';
import { multipartBody } from '../support/multipart.ts';

/** A request as a library writes it to its socket. */
export interface WireRecording {
  /** Library and version, and what of it. */
  readonly client: string;
  /** Request line and headers in the order and letters of the library; {host}, {token}, {length} are filled in. */
  readonly head: readonly string[];
  readonly boundary: string;
  /** Headers of a part. */
  readonly part: (field: string) => readonly string[];
  /** Sends the body in chunks of this many bytes, their lengths in these letters. */
  readonly chunks?: { readonly bytes: number; readonly digits: 'upper' | 'lower' };
}

const LINE = 'POST /ExtFaceComparison/Compare HTTP/1.1';
const named = (field: string) => `Content-Disposition: form-data; name="${field}"; filename="picture"`;
const octets = (field: string) => [named(field), 'Content-Type: application/octet-stream'];

const NET_BOUNDARY = '1c9b5a5e-38b4-4c92-9d0f-7f5b0a1c2d3e';
const NET_TYPE = `Content-Type: multipart/form-data; boundary="${NET_BOUNDARY}"`;
const GO_BOUNDARY = 'a8381be86a2148351e769e147b3638d66db3d586869bbe680a5ec29885cc';
const GO_TYPE = `Content-Type: multipart/form-data; boundary=${GO_BOUNDARY}`;

/**
 * Go, PHP and the Pythons: taken down from a socket to which the examples in docs/clients wrote. .NET: written by hand
 * after System.Net.Http of .NET 8 (MultipartContent quotes the boundary and names no type for bytes,
 * ContentDispositionHeaderValue writes names bare and a second file name after RFC 5987, HttpConnection writes Host, then
 * the request's headers, then the content's).
 */
export const WIRE_RECORDINGS: readonly WireRecording[] = [
  {
    client: '.NET 8 HttpClient, ByteArrayContent',
    head: [LINE, 'Host: {host}', 'Authorization: Bearer {token}', NET_TYPE, 'Content-Length: {length}'],
    boundary: NET_BOUNDARY,
    part: (field) => [`Content-Disposition: form-data; name=${field}; filename=picture; filename*=utf-8''picture`],
  },
  {
    client: '.NET 8 HttpClient, StreamContent of unknown length with a type and a name beyond ASCII',
    head: [LINE, 'Host: {host}', 'Authorization: Bearer {token}', 'Transfer-Encoding: chunked', NET_TYPE],
    boundary: NET_BOUNDARY,
    part: (field) => [
      'Content-Type: image/jpeg',
      `Content-Disposition: form-data; name=${field}; filename="=?utf-8?B?TcO8bGxlci5qcGc=?="; filename*=utf-8''M%C3%BCller.jpg`,
    ],
    chunks: { bytes: 4096, digits: 'upper' },
  },
  {
    client: 'Go 1.19 net/http, bytes.Buffer',
    head: [
      LINE,
      'Host: {host}',
      'User-Agent: Go-http-client/1.1',
      'Content-Length: {length}',
      'Authorization: Bearer {token}',
      GO_TYPE,
      'Accept-Encoding: gzip',
    ],
    boundary: GO_BOUNDARY,
    part: octets,
  },
  {
    client: 'Go 1.19 net/http, io.Pipe',
    head: [
      LINE,
      'Host: {host}',
      'User-Agent: Go-http-client/1.1',
      'Transfer-Encoding: chunked',
      'Authorization: Bearer {token}',
      GO_TYPE,
      'Accept-Encoding: gzip',
    ],
    boundary: GO_BOUNDARY,
    part: octets,
    chunks: { bytes: 32_768, digits: 'lower' },
  },
  ...['------------------------d9b77f28721796ca', '------------------------Qy1oVlWb0C3JtXn6sRk2Zf'].flatMap(
    (boundary) => {
      const head = [
        LINE,
        'Host: {host}',
        'Accept: */*',
        'Authorization: Bearer {token}',
        'Content-Length: {length}',
        `Content-Type: multipart/form-data; boundary=${boundary}`,
      ];
      const client = `PHP 8 with libcurl ${boundary.length < 42 ? 7 : 8}`;
      return [
        { client, head, boundary, part: octets },
        { client: `${client}, more than 1 MB`, head: [...head, 'Expect: 100-continue'], boundary, part: octets },
      ];
    },
  ),
  {
    client: 'Python requests 2.34',
    head: [
      LINE,
      'Host: {host}',
      'User-Agent: python-requests/2.34.2',
      'Accept-Encoding: gzip, deflate',
      'Accept: */*',
      'Connection: keep-alive',
      'Authorization: Bearer {token}',
      'Content-Length: {length}',
      'Content-Type: multipart/form-data; boundary=0ee68a390f3fe61d198812c6a9aeb67d',
    ],
    boundary: '0ee68a390f3fe61d198812c6a9aeb67d',
    part: (field) => [named(field)],
  },
  {
    client: 'Java 17 java.net.http, which offers HTTP/2',
    head: [
      LINE,
      'Connection: Upgrade, HTTP2-Settings',
      'Content-Length: {length}',
      'Host: {host}',
      'HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA',
      'Upgrade: h2c',
      'User-Agent: Java-http-client/17.0.15',
      'Authorization: Bearer {token}',
      'Content-Type: multipart/form-data; boundary=dfc423bf-7644-4111-89eb-a022c9f20b49',
    ],
    boundary: 'dfc423bf-7644-4111-89eb-a022c9f20b49',
    part: (field) => [named(field)],
  },
];

/** The bytes of a recording for two pictures: what goes out at once, and what waits for "100 Continue" where it asks. */
export function wireBytes(
  recording: WireRecording,
  pictures: readonly [Buffer, Buffer],
  host: string,
  token: string,
): { readonly head: Buffer; readonly body: Buffer; readonly waits: boolean } {
  const { boundary, chunks } = recording;
  const parts = PICTURE_FIELDS.map((field, i) => ({ headers: recording.part(field), content: pictures[i]! }));
  const plain = multipartBody(parts, boundary);
  const values: Record<string, string> = { host, token, length: String(plain.length) };
  const lines = recording.head.map((line) => line.replace(/\{(\w+)\}/g, (_, name: string) => values[name]!));
  return {
    head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`),
    body: chunks === undefined ? plain : chunked(plain, chunks.bytes, chunks.digits),
    waits: recording.head.includes('Expect: 100-continue'),
  };
}

function chunked(body: Buffer, bytes: number, digits: 'upper' | 'lower'): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += bytes) {
    const piece = body.subarray(at, at + bytes);
    const length = piece.length.toString(16);
    pieces.push(Buffer.from(`${digits === 'upper' ? length.toUpperCase() : length}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}
