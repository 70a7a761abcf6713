/**
 * Loaded in the sandbox before the compare function: lets a test put faults and leaks between the function's modules.
 * A header of the event says what to do: `x-instrument: STEP ACTION`, or `STEP ACTION MILLISECONDS` for a
 * function that must believe it has only that much time left.
 */
import { createSocket } from 'node:dgram';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';

type Step = (...parameters: never[]) => unknown;
type Event = { headers: Record<string, string>; body: string | null };

let event: Event = { headers: {}, body: null };

/** The image in a call's parameters or result, else the body of the request. */
function picture(): Buffer {
  return Buffer.from(event.body ?? '', 'base64').subarray(2_000, 4_000);
}
const token = () => event.headers.Authorization ?? '';
const filename = () => /filename="([^"]+)"/.exec(Buffer.from(event.body ?? '', 'base64').toString('latin1'))?.[1] ?? '';
const out = (what: unknown) => void process.stdout.write(`${typeof what === 'string' ? what : JSON.stringify(what)}\n`);

interface Answer {
  body: string;
}
const append = (answer: Answer, text: string) => void Object.assign(answer, { body: answer.body + text });

/** Faults: the step does not do its work. */
const FAULTS: Readonly<Record<string, () => unknown>> = {
  // The worst library error: it quotes the request in its message and in its cause.
  throw: () => {
    throw Object.assign(new RangeError(`${filename()} ${picture().toString('base64')}`, { cause: { data: event } }), {
      body: event.body,
    });
  },
  // Results that images cause only by chance.
  empty: () => [Buffer.alloc(0), Buffer.alloc(0)],
  'no-landmarks': () => ({ faces: [], withoutLandmarks: true }),
  hang: () => new Promise(() => {}),
  busy: () => {
    for (;;);
  },
  uncaught: () => {
    setTimeout(() => FAULTS.throw!());
    return new Promise(() => {});
  },
  rejection: () => {
    Promise.reject(Object.assign(new Error(picture().toString('base64')), { event }));
    return new Promise(() => {});
  },
  exit: () => process.exit(7),
  abort: () => process.abort(),
  segv: () => process.kill(process.pid, 'SIGSEGV'),
};

/** Leaks: the step does its work, and more. They get its result. */
const LEAKS: Readonly<Record<string, (result: never) => unknown>> = {
  'stdout-raw': () => void process.stdout.write(picture().subarray(0, 32)),
  'stdout-base64': () => out({ level: 'INFO', cause: picture().toString('base64').slice(1, 53) }),
  'stdout-hex': () => out(picture().subarray(5, 37).toString('hex')),
  'stdout-json': () => out({ content: picture().subarray(0, 40) }),
  'stderr-inspect': () => console.error(new Error('failed'), picture()),
  pixels: (result: { data: Uint8Array }) => out([...result.data.subarray(30_000, 30_040)]),
  embedding: (result: Float32Array[]) => out({ values: [...result[0]!.subarray(0, 8)] }),
  'embedding-rounded': (result: Float32Array[]) => out([...result[0]!].map((value) => value.toFixed(3)).join(' ')),
  'embedding-bytes': (result: Float32Array[]) =>
    out(Buffer.from(result[0]!.buffer, result[0]!.byteOffset, 64).toString('base64')),
  landmarks: () => out(landmarks as object),
  token: () => out({ headers: { authorization: token() } }),
  'token-part': () => out(token().split('.')[1]!.slice(0, 30)),
  filename: () => out({ file: filename() }),
  metadata: () => out(/canary-exif-\w+/.exec(Buffer.from(event.body ?? '', 'base64').toString('latin1'))?.[0] ?? ''),
  headers: () => out(event.headers),
  tmp: () => writeFileSync('/tmp/upload.jpg', picture()),
  'tmp-deleted': () => {
    writeFileSync('/tmp/upload.jpg', picture());
    rmSync('/tmp/upload.jpg');
  },
  'network-tcp': () => new Promise<void>((resolve) => connect(443, '192.0.2.1').on('error', () => resolve())),
  'network-loopback': () => new Promise<void>((resolve) => connect(4_317, '127.0.0.1').on('error', () => resolve())),
  'network-udp': () =>
    new Promise<void>((resolve) => {
      const socket = createSocket('udp4');
      socket.on('error', () => resolve()).send(picture(), 8_125, '127.0.0.1', () => socket.close(() => resolve()));
    }),
  'network-name': () => fetch('http://collector.example/').then(undefined, () => undefined),
  // What is changed in place reaches DynamoDB with the item, and the caller with the response.
  'item-picture': (result: Record<string, unknown>) =>
    void Object.assign(result, { thumbnail: picture().toString('base64') }),
  'item-embedding': (result: Record<string, unknown>) => void Object.assign(result, { vector: embeddings.at(-1) }),
  'item-landmarks': (result: Record<string, unknown>) => void Object.assign(result, { places: landmarks }),
  'answer-picture': (result: Answer) => append(result, picture().toString('base64')),
  'answer-landmarks': (result: Answer) => append(result, JSON.stringify(landmarks)),
};

/** What earlier steps of the request made, for leaks in later steps. */
let embeddings: number[][] = [];
let landmarks: unknown = null;

function remember(step: string, result: unknown, parameters: readonly unknown[]): void {
  if (step === 'embed') embeddings.push(...(result as Float32Array[]).map((vector) => [...vector.subarray(0, 8)]));
  if (step !== 'decide') return;
  const comparison = parameters[0] as { pictures: readonly { faces: readonly { landmarks: unknown }[] }[] } | null;
  landmarks = comparison?.pictures[0]?.faces[0]?.landmarks ?? null;
}

/** Returns the step with the fault or leak that the current event asks for. */
export function instrument(step: string, original: unknown): unknown {
  if (typeof original !== 'function') throw new Error(`There is no step ${step} to instrument.`);
  return (...parameters: never[]) => {
    const [where, action = ''] = (event.headers['x-instrument'] ?? '').split(' ');
    const fault = where === step ? FAULTS[action] : undefined;
    if (fault !== undefined) return fault();
    const result = (original as Step)(...parameters);
    const leak = where === step ? LEAKS[action] : undefined;
    const after = (value: unknown): unknown => {
      remember(step, value, parameters);
      const leaking = leak?.(value as never);
      return leaking instanceof Promise ? leaking.then(() => value) : value;
    };
    return result instanceof Promise ? result.then(after) : after(result);
  };
}

/** Sets the event that the next calls belong to, and returns the milliseconds that it gives the function. */
export function begin(next: Event): number {
  event = next;
  embeddings = [];
  return Number(event.headers['x-instrument']?.split(' ')[2] ?? Number.POSITIVE_INFINITY);
}

(globalThis as Record<string, unknown>).instrumentForTests = instrument;
