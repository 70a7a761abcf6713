/**
 * The benchmark loads this into the function's process before the runtime client. Lambda never loads it. It divides the time
 * until the process is ready, and the time of the first response, into phases, and writes each list as a line of JSON to file
 * descriptor 3.
 *
 * A piece of asynchronous work belongs to the phase in which it began, even if other work ran in between.
 */
import { createHook } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import Module, { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PhaseClock } from './phase-clock.ts';

const OUTPUT = 3;
const TASK_ROOT = `${process.env.LAMBDA_TASK_ROOT}/`;
const SWITCH = Symbol.for('face-comparison.phase');

const clock = new PhaseClock('node', () => {
  const { user, system } = process.cpuUsage();
  return { ms: performance.now(), cpuMs: (user + system) / 1000, residentBytes: process.memoryUsage.rss() };
});
clock.enter('this clock');

/** The phase in which each piece of asynchronous work began, by its id. */
const begunIn = new Map<number, string>();
const hook = createHook({
  init: (id) => void begunIn.set(id, clock.current),
  before: (id) => clock.enter(begunIn.get(id) ?? clock.current),
});

/** Returns the phase of evaluating a file; `null` for files that do not belong to the function. */
function phaseOf(file: string): string | null {
  if (!file.startsWith(TASK_ROOT)) return null;
  if (!file.includes('/node_modules/')) return 'our bundle';
  return file.includes('/node_modules/onnxruntime-') ? 'onnxruntime' : 'sharp';
}

// ECMAScript modules are evaluated after all of them were read, so each module reports when its evaluation begins.
Object.assign(globalThis, { [SWITCH]: (name: string) => clock.enter(name) });
registerHooks({
  load(url, context, nextLoad) {
    const phase = url.startsWith('file:') ? phaseOf(fileURLToPath(url)) : null;
    if (phase !== null) clock.enter(phase);
    const loaded = nextLoad(url, context);
    if (phase === null || loaded.format !== 'module' || loaded.source === undefined || loaded.source === null)
      return loaded;
    const source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
    return { ...loaded, source: `globalThis[Symbol.for('${SWITCH.description}')]('${phase}');${source}` };
  },
});

interface LoadedModule {
  exports: Record<string, unknown>;
}
const prototype = Module.prototype as unknown as { load(this: LoadedModule, file: string): void };
const { load } = prototype;
prototype.load = function (file) {
  clock.within(phaseOf(file) ?? clock.current, () => load.call(this, file));
  if (!file.endsWith('/onnxruntime_binding.node')) return;
  const { initOrtOnce } = this.exports as { initOrtOnce(...options: unknown[]): void };
  this.exports.initOrtOnce = (...options: unknown[]) => clock.within('onnxruntime', () => initOrtOnce(...options));
  this.exports.InferenceSession = timed(this.exports.InferenceSession);
};

type Session = new () => { loadModel(...model: unknown[]): void; run(...feeds: unknown[]): unknown };

/** Returns a session class of onnxruntime whose loading and first run are phases. Both block. The size in bytes identifies the model. */
function timed(session: unknown): Session {
  return class extends (session as Session) {
    #bytes = 0;
    #ran = false;

    override loadModel(...model: unknown[]): void {
      this.#bytes = model[2] as number;
      clock.within(`load ${this.#bytes}`, () => super.loadModel(...model));
    }

    override run(...feeds: unknown[]): unknown {
      if (this.#ran) return super.run(...feeds);
      this.#ran = true;
      return clock.within(`first run ${this.#bytes}`, () => super.run(...feeds));
    }
  };
}

subscribe('face-comparison.phase', (name) => clock.enter(name as string));

/** Each request for the next invocation ends a list: the first when the process is ready, the second after its first response. */
let asked = 0;
subscribe('http.client.request.start', (message) => {
  const { path } = (message as { request: { path: string } }).request;
  if (!path.endsWith('/invocation/next') || asked === 2) return;
  asked++;
  const phases = clock.take('event');
  // Work that began earlier, such as connections that stay open, continues in the current phase.
  begunIn.clear();
  if (asked === 2) hook.disable();
  writeSync(OUTPUT, `${JSON.stringify(phases)}\n`);
});

hook.enable();
clock.enter('runtime client');
