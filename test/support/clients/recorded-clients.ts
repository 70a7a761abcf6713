import type { WireRecording } from './wire-form.ts';

const LINE = 'POST /ExtFaceComparison/Compare HTTP/1.1';
const AUTHORIZATION = 'Authorization: Bearer {token}';
const form = (field: string) => `Content-Disposition: form-data; name="${field}"; filename="selfie.jpg"`;
const jpeg = (field: string) => [form(field), 'Content-Type: image/jpeg'];
const octets = (field: string) => [form(field), 'Content-Type: application/octet-stream'];

const CURL = '------------------------ee98b17ade034446';
const AXIOS = 'axios-1.21.1-boundary-ZlM5xVNEWiHx2XwEuMr0hfVVF';
const FORM_DATA = '--------------------------dd740dc448b6cf7a0d5ee981';
const UNDICI = '----formdata-undici-038772291455';
const GOT = 'form-data-encoder-lxbdtynamobitawg';
const APACHE_4 = 'xTY50u2TzwECvpOxURgXlv3boFAR8yIBSVuzLR3';
const APACHE_4_STREAM = 'j_sWBJwCJ_ia0g1NDU_J4pcGq4hnDXiq0buE';
const APACHE_5 = 'Q7FcZl8KTCWkfg2A_hLiiEV6W3czbhl';
const OKHTTP_3 = '898ba687-d035-4e20-9af4-8c8cd952bbe5';
const SPRING_4 = 'z4U3RUpFG7w05cb8EH-bPGIeIge_uyOYTAjce';
const RUBY = 'fAu6hfvAi_0PEsRZK34ZPLikrwwoIinioFL6aTWgQqDXbSrrKKF7nA';
const GUZZLE = '0da12704d58a291b3aadbbbe5074e3d3a28781b3';

/** Clients of npm, Debian and Maven, taken down from a socket to which they sent two files. */
export const RECORDED_CLIENTS: readonly WireRecording[] = [
  {
    client: 'curl 7.88.1, --form',
    origin: 'recorded',
    head: [
      LINE,
      'Host: {host}',
      'User-Agent: curl/7.88.1',
      'Accept: */*',
      AUTHORIZATION,
      'Content-Length: {length}',
      `Content-Type: multipart/form-data; boundary=${CURL}`,
    ],
    boundary: CURL,
    part: jpeg,
  },
  {
    client: "axios 1.21.1 on Node 24, the platform's FormData",
    origin: 'recorded',
    head: [
      LINE,
      'Accept: application/json, text/plain, */*',
      `Content-Type: multipart/form-data; boundary=${AXIOS}`,
      AUTHORIZATION,
      'User-Agent: axios/1.21.1',
      'Content-Length: {length}',
      'Accept-Encoding: gzip, compress, deflate, br',
      'Host: {host}',
      'Connection: keep-alive',
    ],
    boundary: AXIOS,
    part: jpeg,
  },
  {
    client: 'axios 1.21.1 on Node 24, form-data 4.0.6',
    origin: 'recorded',
    head: [
      LINE,
      'Accept: application/json, text/plain, */*',
      `Content-Type: multipart/form-data; boundary=${FORM_DATA}`,
      AUTHORIZATION,
      'User-Agent: axios/1.21.1',
      'Content-Length: {length}',
      'Accept-Encoding: gzip, compress, deflate, br',
      'Host: {host}',
      'Connection: keep-alive',
    ],
    boundary: FORM_DATA,
    part: jpeg,
  },
  {
    client: 'undici 8.12.4, fetch',
    origin: 'recorded',
    head: [
      LINE,
      'host: {host}',
      'connection: keep-alive',
      AUTHORIZATION,
      `content-type: multipart/form-data; boundary=${UNDICI}`,
      'accept: */*',
      'accept-language: *',
      'sec-fetch-mode: cors',
      'user-agent: undici',
      'accept-encoding: gzip, deflate',
      'content-length: {length}',
    ],
    boundary: UNDICI,
    part: octets,
  },
  {
    client: 'got 16.1.0',
    origin: 'recorded',
    head: [
      LINE,
      'user-agent: got (https://github.com/sindresorhus/got)',
      'authorization: Bearer {token}',
      `content-type: multipart/form-data; boundary=${GOT}`,
      'content-length: {length}',
      'accept-encoding: gzip, deflate, br, zstd',
      'Host: {host}',
      'Connection: keep-alive',
    ],
    boundary: GOT,
    part: jpeg,
  },
  {
    client: 'Apache HttpClient 4.5.14, strict',
    origin: 'recorded',
    head: [
      LINE,
      AUTHORIZATION,
      'Content-Length: {length}',
      `Content-Type: multipart/form-data; boundary=${APACHE_4}`,
      'Host: {host}',
      'Connection: Keep-Alive',
      'User-Agent: Apache-HttpClient/4.5.14 (Java/17.0.15)',
      'Accept-Encoding: gzip,deflate',
    ],
    boundary: APACHE_4,
    part: (field) => [...octets(field), 'Content-Transfer-Encoding: binary'],
  },
  {
    client: 'Apache HttpClient 4.5.14, as browsers, a stream',
    origin: 'recorded',
    head: [
      LINE,
      AUTHORIZATION,
      'Transfer-Encoding: chunked',
      `Content-Type: multipart/form-data; boundary=${APACHE_4_STREAM}`,
      'Host: {host}',
      'Connection: Keep-Alive',
      'User-Agent: Apache-HttpClient/4.5.14 (Java/17.0.15)',
      'Accept-Encoding: gzip,deflate',
    ],
    boundary: APACHE_4_STREAM,
    part: octets,
    chunks: { bytes: 2048, digits: 'lower' },
  },
  {
    client: 'Apache HttpClient 5.1.3',
    origin: 'recorded',
    head: [
      LINE,
      AUTHORIZATION,
      'Accept-Encoding: gzip, x-gzip, deflate',
      'Content-Length: {length}',
      `Content-Type: multipart/form-data; charset=ISO-8859-1; boundary=${APACHE_5}`,
      'Host: {host}',
      'Connection: keep-alive',
      'User-Agent: Apache-HttpClient/5.1.3 (Java/17.0.15)',
    ],
    boundary: APACHE_5,
    part: octets,
  },
  {
    client: 'OkHttp 3.13.1',
    origin: 'recorded',
    head: [
      LINE,
      AUTHORIZATION,
      `Content-Type: multipart/form-data; boundary=${OKHTTP_3}`,
      'Content-Length: {length}',
      'Host: {host}',
      'Connection: Keep-Alive',
      'Accept-Encoding: gzip',
      'User-Agent: okhttp/3.13.1',
    ],
    boundary: OKHTTP_3,
    part: (field, size) => [...jpeg(field), `Content-Length: ${size}`],
  },
  {
    client: 'Spring 4.3.30 RestTemplate',
    origin: 'recorded',
    head: [
      LINE,
      'Accept: text/plain, */*',
      `Content-Type: multipart/form-data;boundary=${SPRING_4}`,
      AUTHORIZATION,
      'User-Agent: Java/17.0.15',
      'Host: {host}',
      'Connection: keep-alive',
      'Content-Length: {length}',
    ],
    boundary: SPRING_4,
    part: (field, size) => [...octets(field), `Content-Length: ${size}`],
  },
  {
    client: 'Ruby 3.1 net/http, set_form',
    origin: 'recorded',
    head: [
      LINE,
      'Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3',
      'Accept: */*',
      'User-Agent: Ruby',
      'Host: {host}',
      AUTHORIZATION,
      `Content-Type: multipart/form-data; boundary=${RUBY}`,
      'Content-Length: {length}',
    ],
    boundary: RUBY,
    part: octets,
  },
  {
    client: 'PHP 8.2, Guzzle 7.4.5',
    origin: 'recorded',
    head: [
      LINE,
      'Content-Length: {length}',
      'User-Agent: GuzzleHttp/7',
      `Content-Type: multipart/form-data; boundary=${GUZZLE}`,
      'Host: {host}',
      AUTHORIZATION,
      'Connection: close',
    ],
    boundary: GUZZLE,
    part: (field, size) => [form(field), `Content-Length: ${size}`, 'Content-Type: image/jpeg'],
  },
];
