// BASE_URL=… TOKEN=… node compare.ts selfie.jpg id-face.jpg     (Node 24)
import { openAsBlob } from 'node:fs';

const [selfie = '', idFace = ''] = process.argv.slice(2);
const form = new FormData();
form.append('LivenessFace', await openAsBlob(selfie), 'picture');
form.append('FaceFromDocument', await openAsBlob(idFace), 'picture');

const response = await fetch(`${process.env.BASE_URL}/ExtFaceComparison/Compare`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${process.env.TOKEN}` },
  body: form,
});
const text = await response.text();
if (response.ok) {
  const { messages, result } = JSON.parse(text);
  console.log(`match=${result.isFaceMatch} similarity=${result.matchingSimilarity} status=${result.status}`);
  console.log(messages.join('\n'));
} else {
  // A 413 of AWS itself has no messages.
  const messages = text.startsWith('{') ? (JSON.parse(text).messages ?? [text]) : [text];
  console.error(`HTTP ${response.status}: ${messages.join('\n')}`);
  process.exitCode = 1;
}
