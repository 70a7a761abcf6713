import { registerHooks } from 'node:module';

/** Loaded before aws-lambda-ric: what it requires as its native module becomes the one beside this file. */
const hooks = registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== './rapid-client.node') return nextResolve(specifier, context);
    hooks.deregister();
    return { url: new URL('native-client.mts', import.meta.url).href, format: 'module-typescript', shortCircuit: true };
  },
});
