/** What is used of WebAssembly: TypeScript knows it only together with a browser's page. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: object;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** @param pages of 65,536 bytes */
    grow(pages: number): number;
  }
}
