import type { PartSpec } from '../multipart.ts';

/**
 * How an HTTP library writes a multipart request: its Content-Type header and the headers of its parts.
 */
export interface ClientForm {
  readonly client: string;
  readonly contentType: string;
  readonly boundary: string;
  readonly part: (name: string, content: Buffer) => PartSpec;
}

function form(
  client: string,
  boundary: string,
  contentType: string,
  headers: (name: string, size: number) => readonly string[],
): ClientForm {
  return {
    client,
    boundary,
    contentType: contentType.replace('{}', boundary),
    part: (name, content) => ({ headers: headers(name, content.length), content }),
  };
}

const disposition = (name: string) => `Content-Disposition: form-data; name="${name}"; filename="selfie.jpg"`;

export const CLIENT_FORMS: readonly ClientForm[] = [
  form('curl 8', '------------------------c11549320e4ea06b', 'multipart/form-data; boundary={}', (name) => [
    disposition(name),
    'Content-Type: image/jpeg',
  ]),
  form('Node fetch (undici)', '----formdata-undici-057508467632', 'multipart/form-data; boundary={}', (name) => [
    disposition(name),
    'Content-Type: image/jpeg',
  ]),
  form('Chrome', '----WebKitFormBoundary7MA4YWxkTrZu0gW', 'multipart/form-data; boundary={}', (name) => [
    disposition(name),
    'Content-Type: image/jpeg',
  ]),
  form('Python requests 2', '3f1d0c7c5a1b4b0b9f6b6f0c0b5d3c11', 'multipart/form-data; boundary={}', (name) => [
    disposition(name),
  ]),
  form('Python aiohttp 3', '8d2c6b1f0e9a4b7c8d5e6f7a8b9c0d1e', 'multipart/form-data; boundary={}', (name) => [
    'Content-Type: image/jpeg',
    disposition(name),
  ]),
  form('.NET HttpClient', 'b5c9a0de-7c54-4a53-8d5e-4a9f8f4f7c11', 'multipart/form-data; boundary="{}"', (name) => [
    'Content-Type: image/jpeg',
    `Content-Disposition: form-data; name=${name}; filename=selfie.jpg; filename*=utf-8''selfie.jpg`,
  ]),
  form(
    '.NET HttpClient, no content type',
    '6e1f2d3c-1111-4a53-8d5e-4a9f8f4f7c11',
    'multipart/form-data; boundary="{}"',
    (name) => [
      `Content-Disposition: form-data; name=${name}; filename="=?utf-8?B?csO2dGUuanBn?="; filename*=utf-8''r%C3%B6te.jpg`,
    ],
  ),
  form(
    '.NET HttpClient, no file name',
    '0a1b2c3d-2222-4a53-8d5e-4a9f8f4f7c11',
    'multipart/form-data; boundary="{}"',
    (name) => [`Content-Disposition: form-data; name=${name}`],
  ),
  form('Java, Spring RestTemplate', 'aB3-_xYz0123456789kLmNoPqRs', 'multipart/form-data;boundary={}', (name, size) => [
    disposition(name),
    'Content-Type: image/jpeg',
    `Content-Length: ${size}`,
  ]),
  form(
    'Java, Spring RestTemplate with charset',
    'kP4_Q-zz99',
    'multipart/form-data;charset=UTF-8;boundary={}',
    (name, size) => [disposition(name), 'Content-Type: image/jpeg', `Content-Length: ${size}`],
  ),
  form('Java, OkHttp 4', '9c0f2a4e-3a52-4bb7-9d6a-1f2e3d4c5b6a', 'multipart/form-data; boundary={}', (name, size) => [
    disposition(name),
    'Content-Type: image/jpeg',
    `Content-Length: ${size}`,
  ]),
  form('Apache HttpClient 4', 'Zk0_q1-W2eR3tY4uI5oP6aS7dF8', 'multipart/form-data; boundary={}', (name) => [
    disposition(name),
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: binary',
  ]),
  form(
    'Apache HttpClient 5',
    'httpclient_boundary_7c2f1a9e-5d4b-4b7a-9a55-0c3d2e1f4a5b',
    'multipart/form-data; boundary={}',
    (name) => [disposition(name), 'Content-Type: image/jpeg'],
  ),
  form(
    'every character of RFC 2046, quoted',
    "a'()+_,-./:=? Z",
    'Multipart/Form-Data ; Charset="utf-8" ; Boundary="{}"',
    (name) => [disposition(name)],
  ),
  form(
    'Dart http',
    "dart-http-boundary-4Wq+_.Xa'hT0Yb1-Zc2Kd3Le4Mf5Ng6Oh7Pi8Qj9Rk0SlTm",
    'multipart/form-data; boundary={}',
    (name) => ['content-type: image/jpeg', `content-disposition: form-data; name="${name}"; filename="selfie.jpg"`],
  ),
  form('Dart dio', '--dio-boundary-2917490387', 'multipart/form-data; boundary={}', (name) => [
    `content-disposition: form-data; name="${name}"; filename="selfie.jpg"`,
    'content-type: image/jpeg',
  ]),
  form(
    'Go mime/multipart',
    '5c3b9f4e2d1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a',
    'multipart/form-data; boundary={}',
    (name) => [disposition(name), 'Content-Type: application/octet-stream'],
  ),
];
