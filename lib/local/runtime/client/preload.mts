import { registerHooks } from 'node:module';

/** This module is TypeScript, or JavaScript from compile-client.ts. */
const [extension, format] = import.meta.url.endsWith('.mts') ? ['mts', 'module-typescript'] : ['mjs', 'module'];

/** Makes aws-lambda-ric load the module next to this file in place of its native one. */
const hooks = registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== './rapid-client.node') return nextResolve(specifier, context);
    hooks.deregister();
    return { url: new URL(`native-client.${extension}`, import.meta.url).href, format, shortCircuit: true };
  },
});
