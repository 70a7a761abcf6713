import type { Plugin } from 'esbuild';
import { ROOT } from '../../../lib/cli/root.ts';

/** Decoding an image that contains this text never ends, like a decoder under an attack that nobody has thought of. */
const ENDLESS = 'decode me for ever';

/** Returns an image of a format that ends with its own data, and so can have any text after it. */
export function endless(picture: Buffer): Buffer {
  return Buffer.concat([picture, Buffer.from(ENDLESS)]);
}

/**
 * Puts a decoder in front of sharp that never ends with such an image. It computes on a thread of libuv's pool, as libvips
 * does, and cannot be stopped either. It allocates as much as a decoder may.
 */
export const endlessDecoder: Plugin = {
  name: 'endless-decoder',
  setup(build) {
    build.onResolve({ filter: /^sharp$/ }, ({ pluginData, resolveDir }) =>
      pluginData === 'original' || !resolveDir.endsWith('lambda/face/picture')
        ? undefined
        : { path: 'endless-sharp', namespace: 'endless' },
    );
    build.onResolve({ filter: /^original-sharp$/ }, ({ resolveDir, kind }) =>
      build.resolve('sharp', { resolveDir, kind, pluginData: 'original' }),
    );
    build.onLoad({ filter: /.*/, namespace: 'endless' }, () => ({ contents: DECODER, resolveDir: ROOT, loader: 'js' }));
  },
};

const DECODER = `
import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import sharp from 'original-sharp';
const held = [];
function decoder(input, options) {
  const decoded = sharp(input, options);
  if (!Buffer.from(input).includes(${JSON.stringify(ENDLESS)})) return decoded;
  decoded.toBuffer = () => {
    held.push(Buffer.alloc(100_000_000, 1));
    return promisify(pbkdf2)('', '', 2 ** 31 - 1, 32, 'sha512');
  };
  return decoded;
}
export default Object.assign(decoder, sharp);
`;
