import { readFile } from 'node:fs/promises';
import { type Agent, Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { COMPARE_PATH } from '../../lambda/contract/fields.ts';
import { resizePicture } from '../../lambda/face/image.ts';
import { writeJson } from '../bench/command.ts';
import { encodeForm, pair } from '../conformance/form.ts';
import { drawnFace } from '../pictures/drawn-face.ts';
import { encodeJpeg } from '../pictures/encode.ts';
import { type LoadFigures, loadFigures, loadTable } from './figures.ts';
import { openLoop } from './open-loop.ts';
import type { LoadOptions } from './options.ts';

/** An answer takes 29 s on AWS at most. */
const ANSWER_MS = 35_000;
/** Between two rates: the buckets fill again. Milliseconds. */
const REST_MS = 2_000;

/** Sends comparisons at each of the rates and prints what came back. */
export async function load(options: LoadOptions): Promise<void> {
  const { baseUrl, token, rates, seconds, burst, files, style, json } = options;
  const [first, second] = files === null ? await drawnPair() : await Promise.all(files.map((file) => readFile(file)));
  const { body, contentType } = await encodeForm(pair(first!, second!));
  const secure = baseUrl.startsWith('https:');
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true });
  const headers = { authorization: `Bearer ${token}`, 'content-type': contentType, 'content-length': body.length };
  const send = (): Promise<number> => post(new URL(`${baseUrl}${COMPARE_PATH}`), headers, body, agent);
  const figures: LoadFigures[] = [];
  try {
    for (const [i, rate] of rates.entries()) {
      if (i > 0) await new Promise((resolve) => setTimeout(resolve, REST_MS));
      const schedule = { rate, seconds, burst };
      process.stderr.write(`${rate} requests a second for ${seconds} s …\n`);
      figures.push(loadFigures(schedule, await openLoop(schedule, send)));
    }
  } finally {
    agent.destroy();
  }
  console.log(
    `${baseUrl}, ${seconds} s each, ${(body.length / 1e3).toFixed(0)} kB a request; times are of answers 200, from when a ` +
      `request was due\n\n${loadTable(figures, style)}`,
  );
  await writeJson(json, { baseUrl, seconds, burst, requestBytes: body.length, rates: figures });
}

async function drawnPair(): Promise<Buffer[]> {
  const face = async (side: number): Promise<Buffer> =>
    encodeJpeg(await resizePicture(drawnFace({ seed: 2, size: 480 }), side, side), 85);
  return [await face(480), await face(600)];
}

/** @returns the status, when the whole answer is here */
function post(
  url: URL,
  headers: Readonly<Record<string, string | number>>,
  body: Buffer,
  agent: Agent,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = request(url, { method: 'POST', headers, agent, timeout: ANSWER_MS }, (response) => {
      response.on('error', reject);
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
