/** A processor by npm's name. */
export type Cpu = 'x64' | 'arm64';

/** A package of the image. */
export interface RuntimePackage {
  readonly name: string;
  /** Matches the files that the function needs, by their path below the package, with `/`. */
  readonly keep: RegExp;
}

/**
 * Returns the packages that stay outside of the bundle because they load native libraries, and the packages that these need.
 * The image does not include declarations, source maps, C++ sources, command line tools, the JavaScript of sharp (it is in the
 * bundle), the ESM half of onnxruntime-common (onnxruntime-node is CommonJS), the packages that only the install script of
 * onnxruntime-node uses (adm-zip, global-agent), and libraries of other platforms. It includes the licence texts. The README of
 * libvips holds the texts of libvips and of what it contains.
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
