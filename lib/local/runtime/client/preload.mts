import { registerHooks } from 'node:module';

/** In TypeScript, or compiled by compile-client.ts. */
const [extension, format] = import.meta.url.endsWith('.mts') ? ['mts', 'module-typescript'] : ['mjs', 'module'];

/** Loaded before aws-lambda-ric: what it requires as its native module becomes the one beside this file. */
const hooks = registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== './rapid-client.node') return nextResolve(specifier, context);
    hooks.deregister();
    return { url: new URL(`native-client.${extension}`, import.meta.url).href, format, shortCircuit: true };
  },
});
