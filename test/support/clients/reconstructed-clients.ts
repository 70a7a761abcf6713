import type { WireRecording } from './wire-form.ts';

const LINE = 'POST /ExtFaceComparison/Compare HTTP/1.1';
const AUTHORIZATION = 'Authorization: Bearer {token}';
const form = (field: string) => `Content-Disposition: form-data; name="${field}"; filename="selfie.jpg"`;
const head = (type: string, ...more: string[]) => [
  LINE,
  'Host: {host}',
  AUTHORIZATION,
  ...more,
  `Content-Type: ${type}`,
  'Content-Length: {length}',
];

const NET = '5d1f3c2a-9a0b-4f0e-8a55-2f2b1c0d9e8f';
const GUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const WEBFORM = '8dc1a2b3c4d5e6f';
const OKHTTP = '4f3e2d1c-0b9a-4877-a655-443322110000';
const SPRING = 'aJ3xq_Zb-7Kc0mVn8LtR2wYdPsGf';
const IOS = 'mY3-vQ.8rJtK0xHcWz1pLbN5dFgUe7aSi2oR_T6nXkMqEyD4hVfBCwZ9Gs0jPuIlA3-OQ8'.slice(0, 70);
const DART = 'dart-http-boundary-+QzV_8rJtK0xHc.Wz1pLbN5dFgUe7aSi2oR-T6nXkMqEyD4hV'.slice(0, 70);
const APEX = '----------------------------741e90d31eff';
const LOGIC = 'b4ab1d4f-7f6e-4f7d-8f63-7d6f0a0d5b2c';
const POSTMAN = '--------------------------305412988210447716920733';

/**
 * Clients that this project has not run. Each is *reconstructed*, put together by hand from what its origin says, so it may
 * be wrong in a detail that does not matter to a receiver.
 */
export const RECONSTRUCTED_CLIENTS: readonly WireRecording[] = [
  ...['9', '10'].map((version) => ({
    client: `.NET ${version} HttpClient, StreamContent with a type`,
    origin: 'reconstructed from the source of System.Net.Http, which writes forms as .NET 8 does',
    head: head(`multipart/form-data; boundary="${NET}"`),
    boundary: NET,
    part: (field: string) => [
      'Content-Type: image/jpeg',
      `Content-Disposition: form-data; name=${field}; filename=selfie.jpg; filename*=utf-8''selfie.jpg`,
    ],
  })),
  {
    client: 'PowerShell 7.4 Invoke-RestMethod -Form',
    origin: 'reconstructed from PowerShell/PowerShell #6782 and #9241: quoted names, quoted boundary',
    head: head(`multipart/form-data; boundary="${NET}"`, 'User-Agent: Mozilla/5.0 (Windows NT 10.0) PowerShell/7.4.0'),
    boundary: NET,
    part: (field) => [form(field), 'Content-Type: application/octet-stream'],
  },
  {
    client: 'Windows PowerShell 5.1, lines joined by hand in ISO 8859-1',
    origin: 'reconstructed from the answers of Stack Overflow 22770213 and 25075010',
    head: head(`multipart/form-data; boundary="${GUID}"`, 'Expect: 100-continue'),
    boundary: GUID,
    part: (field) => [form(field), 'Content-Type: application/octet-stream'],
  },
  {
    client: 'Windows PowerShell 5.1, System.Net.Http of .NET Framework 4.8',
    origin: 'reconstructed from the reference source of System.Net.Http 4.x',
    head: head(`multipart/form-data; boundary="${GUID}"`),
    boundary: GUID,
    part: (field) => [
      `Content-Disposition: form-data; name=${field}; filename=selfie.jpg; filename*=utf-8''selfie.jpg`,
    ],
  },
  {
    client: 'Windows WebClient, a form by hand',
    origin: 'reconstructed from the boundary of WebClient in .NET Framework: ticks in hexadecimal',
    head: head(`multipart/form-data; boundary=---------------------${WEBFORM}`),
    boundary: `---------------------${WEBFORM}`,
    part: (field) => [form(field), 'Content-Type: image/jpeg'],
  },
  {
    client: 'OkHttp 5.1',
    origin: 'reconstructed from square/okhttp, MultipartBody.kt, which no longer writes lengths of parts',
    head: head(`multipart/form-data; boundary=${OKHTTP}`, 'Accept-Encoding: gzip', 'User-Agent: okhttp/5.1.0'),
    boundary: OKHTTP,
    part: (field) => [form(field), 'Content-Type: image/jpeg'],
  },
  {
    client: 'Retrofit 2.11, @Part("name") RequestBody: no file name',
    origin: 'reconstructed from square/retrofit, RequestFactory.java: the default encoding of a part is binary',
    head: head(`multipart/form-data; boundary=${OKHTTP}`, 'Accept-Encoding: gzip', 'User-Agent: okhttp/3.14.9'),
    boundary: OKHTTP,
    part: (field, size) => [
      `Content-Disposition: form-data; name="${field}"`,
      'Content-Transfer-Encoding: binary',
      'Content-Type: image/jpeg',
      `Content-Length: ${size}`,
    ],
  },
  {
    client: 'Spring 6.1 RestClient',
    origin: 'reconstructed from spring-web, FormHttpMessageConverter.java',
    head: head(`multipart/form-data;charset=UTF-8;boundary=${SPRING}`),
    boundary: SPRING,
    part: (field, size) => [form(field), 'Content-Type: image/jpeg', `Content-Length: ${size}`],
  },
  {
    client: 'Spring 6.1 WebClient',
    origin: 'reconstructed from spring-web, MultipartHttpMessageWriter.java: the type of a part comes first, in chunks',
    head: [
      LINE,
      'Host: {host}',
      AUTHORIZATION,
      `Content-Type: multipart/form-data;boundary=${SPRING}`,
      'transfer-encoding: chunked',
    ],
    boundary: SPRING,
    part: (field, size) => ['Content-Type: image/jpeg', form(field), `Content-Length: ${size}`],
    chunks: { bytes: 8192, digits: 'lower' },
  },
  {
    client: 'React Native 0.76 on iOS',
    origin: 'reconstructed from react-native, FormData.js and RCTNetworking.mm: 70 characters, names in lower case',
    head: head(`multipart/form-data; boundary=${IOS}`, 'User-Agent: app/1 CFNetwork/1568 Darwin/24.1.0'),
    boundary: IOS,
    part: (field) => [
      `content-disposition: form-data; name="${field}"; filename="selfie.jpg"; filename*=utf-8''selfie.jpg`,
      'content-type: image/jpeg',
    ],
  },
  {
    client: 'React Native 0.76 on Android',
    origin: 'reconstructed from react-native, NetworkingModule.java, on OkHttp 4',
    head: head(`multipart/form-data; boundary=${OKHTTP}`, 'Accept-Encoding: gzip', 'User-Agent: okhttp/4.9.2'),
    boundary: OKHTTP,
    part: (field, size) => [
      `content-disposition: form-data; name="${field}"; filename="selfie.jpg"; filename*=utf-8''selfie.jpg`,
      'Content-Type: image/jpeg',
      `Content-Length: ${size}`,
    ],
  },
  {
    client: 'Dart 3, http 1.2 MultipartRequest',
    origin: 'reconstructed from dart-lang/http, multipart_request.dart: names in lower case, the type first',
    head: head(`multipart/form-data; boundary=${DART}`, 'user-agent: Dart/3.5 (dart:io)', 'accept-encoding: gzip'),
    boundary: DART,
    part: (field) => [
      'content-type: application/octet-stream',
      `content-disposition: form-data; name="${field}"; filename="selfie.jpg"`,
    ],
  },
  {
    client: 'Salesforce Apex, a form in base64 with blanks against its padding',
    origin: 'reconstructed from the recipe that blogs of 2013 gave: LF in headers, then blanks, CR LF and the bytes',
    head: head(`multipart/form-data; boundary=${APEX}`, 'User-Agent: SFDC-Callout/62.0'),
    boundary: APEX,
    part: (field) => [`${form(field)};`, 'Content-Type: application/octet-stream  '],
    headerEnds: '\n',
  },
  {
    client: 'Power Automate, HTTP action with $multipart',
    origin: 'reconstructed from the documentation of Azure Logic Apps on $multipart, on .NET',
    head: head(`multipart/form-data; boundary="${LOGIC}"`, 'User-Agent: azure-logic-apps/1.0 (workflow)'),
    boundary: LOGIC,
    part: (field) => ['Content-Type: image/jpeg', form(field)],
  },
  {
    client: 'Postman 11, PostmanRuntime 7.43',
    origin: 'reconstructed from postman-request, which writes forms with form-data 2: 24 digits behind 26 dashes',
    head: [
      LINE,
      AUTHORIZATION,
      'User-Agent: PostmanRuntime/7.43.0',
      'Accept: */*',
      'Cache-Control: no-cache',
      `Postman-Token: ${GUID}`,
      'Host: {host}',
      'Accept-Encoding: gzip, deflate, br',
      'Connection: keep-alive',
      `Content-Type: multipart/form-data; boundary=${POSTMAN}`,
      'Content-Length: {length}',
    ],
    boundary: POSTMAN,
    part: (field) => [form(field), 'Content-Type: image/jpeg'],
  },
];
