// BASE_URL=… APP_ID=… APP_SECRET=… node compare.ts selfie.jpg id-face.jpg     (Node 24)
import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const { BASE_URL, APP_ID = '', APP_SECRET = '' } = process.env;
const ATTEMPTS = 4;

/** Sends a request, and again after 429, 5xx and failures of the network. It waits for as long as Retry-After says, or for 1, 2 and 4 seconds. */
async function send(path: string, body: FormData | URLSearchParams, headers: Record<string, string> = {}) {
  for (let attempt = 1; ; attempt++) {
    const signal = AbortSignal.timeout(35_000);
    const response = await fetch(BASE_URL + path, { method: 'POST', headers, body, signal }).catch(() => null);
    // null also for a response that breaks off.
    const text = (await response?.text().catch(() => null)) ?? null;
    if (response?.ok && text !== null) return JSON.parse(text);
    const again = response === null || text === null || response.status === 429 || response.status >= 500;
    if (!again || attempt === ATTEMPTS)
      throw new Error(response === null || text === null ? 'no response' : `HTTP ${response.status}: ${text}`);
    // Some randomness, so that clients that failed together do not come back together.
    const backOff = 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
    await wait(1000 * (Number(response?.headers.get('retry-after')) || backOff));
  }
}

try {
  const credentials = { grant_type: 'client_credentials', client_id: APP_ID, client_secret: APP_SECRET };
  const { access_token: token } = await send('/oauth2/token', new URLSearchParams(credentials));

  const [selfie = '', idFace = ''] = process.argv.slice(2);
  const form = new FormData();
  form.append('LivenessFace', await openAsBlob(selfie), 'picture');
  form.append('FaceFromDocument', await openAsBlob(idFace), 'picture');
  // One key for all attempts: the API compares and stores once.
  const headers = { Authorization: `Bearer ${token}`, 'Idempotency-Key': randomUUID() };
  const { messages, result } = await send('/ExtFaceComparison/Compare', form, headers);
  console.log(`match=${result.isFaceMatch} similarity=${result.matchingSimilarity} status=${result.status}`);
  console.log(messages.join('\n'));
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
