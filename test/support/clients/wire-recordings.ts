import { RECONSTRUCTED_CLIENTS } from './reconstructed-clients.ts';
import { RECORDED_CLIENTS } from './recorded-clients.ts';
import type { WireRecording } from './wire-form.ts';

const LINE = 'POST /ExtFaceComparison/Compare HTTP/1.1';
const named = (field: string) => `Content-Disposition: form-data; name="${field}"; filename="picture"`;
const octets = (field: string) => [named(field), 'Content-Type: application/octet-stream'];

const NET_BOUNDARY = '1c9b5a5e-38b4-4c92-9d0f-7f5b0a1c2d3e';
const NET_TYPE = `Content-Type: multipart/form-data; boundary="${NET_BOUNDARY}"`;
const GO_BOUNDARY = 'a8381be86a2148351e769e147b3638d66db3d586869bbe680a5ec29885cc';
const GO_TYPE = `Content-Type: multipart/form-data; boundary=${GO_BOUNDARY}`;

/**
 * MultipartContent quotes the boundary and names no type for bytes, ContentDispositionHeaderValue writes names bare and a
 * second file name after RFC 5987, HttpConnection writes Host, then the request's headers, then the content's.
 */
const ORIGIN_NET = 'reconstructed from the source of System.Net.Http of .NET 8';

/** Go, PHP, the Pythons and Java: taken down from a socket to which the examples in docs/clients wrote. */
const EXAMPLES: readonly WireRecording[] = [
  {
    client: '.NET 8 HttpClient, ByteArrayContent',
    origin: ORIGIN_NET,
    head: [LINE, 'Host: {host}', 'Authorization: Bearer {token}', NET_TYPE, 'Content-Length: {length}'],
    boundary: NET_BOUNDARY,
    part: (field) => [`Content-Disposition: form-data; name=${field}; filename=picture; filename*=utf-8''picture`],
  },
  {
    client: '.NET 8 HttpClient, StreamContent of unknown length with a type and a name beyond ASCII',
    origin: ORIGIN_NET,
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
    origin: 'recorded',
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
    origin: 'recorded',
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
        { client, origin: 'recorded', head, boundary, part: octets },
        {
          client: `${client}, more than 1 MB`,
          origin: 'recorded',
          head: [...head, 'Expect: 100-continue'],
          boundary,
          part: octets,
        },
      ];
    },
  ),
  {
    client: 'Python requests 2.34',
    origin: 'recorded',
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
    origin: 'recorded',
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

export const WIRE_RECORDINGS: readonly WireRecording[] = [...EXAMPLES, ...RECORDED_CLIENTS, ...RECONSTRUCTED_CLIENTS];
