/** A processor by npm's name. */
export type Cpu = 'x64' | 'arm64';

/** A package of the image, and which of its files the function needs. */
export interface RuntimePackage {
  readonly name: string;
  /** Against the path below the package, with `/`. */
  readonly keep: RegExp;
}

/**
 * The packages that stay outside of the bundle because they load native libraries, and what these need. Left out are
 * declarations, source maps, C++ sources, command line tools, the JavaScript of sharp (it is in the bundle), the ESM half of
 * onnxruntime-common (onnxruntime-node is CommonJS), the packages that only the install script of onnxruntime-node uses
 * (adm-zip, global-agent), and every other platform's libraries. Licence texts stay; that of libvips and what it contains
 * is its README.
 *
 * @param cpu processor of the function; the operating system is Linux with glibc
 */
export function runtimePackages(cpu: Cpu): readonly RuntimePackage[] {
  return [
    {
      name: 'onnxruntime-node',
      keep: new RegExp(`^(package\\.json|dist/\\w+\\.js|bin/napi-v6/linux/${cpu}/[\\w.]+)$`),
    },
    {
      name: 'onnxruntime-common',
      keep: /^(package\.json|dist\/cjs\/(?!type-helper\.|tensor-utils\.)[\w-]+\.js|dist\/cjs\/package\.json)$/,
    },
    { name: `@img/sharp-linux-${cpu}`, keep: /^(package\.json|LICENSE|index\.cjs|lib\/[\w.-]+\.node)$/ },
    {
      name: `@img/sharp-libvips-linux-${cpu}`,
      keep: /^(package\.json|versions\.json|README\.md|lib\/libvips-cpp\.so\.[\d.]+)$/,
    },
  ];
}
