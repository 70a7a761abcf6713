// npx openapi-typescript openapi.json --output api.d.ts     (makes the types, in a project with TypeScript 5)
// BASE_URL=… TOKEN=… node compare.ts selfie.jpg id-face.jpg     (Node 24)
import { openAsBlob } from 'node:fs';
import type { paths } from './api.d.ts';

type Compare = paths['/ExtFaceComparison/Compare']['post'];
type Part = keyof Compare['requestBody']['content']['multipart/form-data'];
type Compared = Compare['responses'][200]['content']['application/json'];

const path: keyof paths = '/ExtFaceComparison/Compare';
const parts: readonly Part[] = ['LivenessFace', 'FaceFromDocument'];
const form = new FormData();
for (const [i, part] of parts.entries()) form.append(part, await openAsBlob(process.argv[i + 2] ?? ''), 'picture');

const headers = { Authorization: `Bearer ${process.env.TOKEN}` };
const response = await fetch(`${process.env.BASE_URL}${path}`, { method: 'POST', headers, body: form });
if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
const { messages, result } = (await response.json()) as Compared;
console.log(`match=${result.isFaceMatch} similarity=${result.matchingSimilarity} status=${result.status}`);
console.log(messages.join('\n'));
