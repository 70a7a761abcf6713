import type { Finding } from '../../../lib/conformance/findings/findings.ts';
import { suitePictures } from '../../../lib/conformance/requests/pictures.ts';
import { runSuite, type SuiteOptions } from '../../../lib/conformance/suite.ts';
import { startConformingApi } from './conforming-api.ts';
import { type Spoil, startSpoilingProxy } from './spoiling-proxy.ts';

/** A conforming API behind a proxy that breaks its responses. */
export interface SpoiledApi {
  readonly token: string;
  /** Runs the suite against it, as fast as possible. */
  run(spoil: Spoil, options?: Partial<SuiteOptions>): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

/** @param builtIn whether it issues its own tokens */
export async function startSpoiledApi(builtIn = true): Promise<SpoiledApi> {
  const api = await startConformingApi(builtIn);
  const proxy = await startSpoilingProxy(api.url);
  const pictures = await suitePictures(null, null);
  return {
    token: api.token,
    run: (spoil, options = {}) => {
      proxy.spoil = spoil;
      return runSuite({
        baseUrl: proxy.url,
        token: api.token,
        tokenWithoutExternal: api.tokenWithoutExternal,
        application: api.app,
        pictures,
        maxFileBytes: 4_000_000,
        contractOnly: false,
        skipRateLimit: false,
        intervalMs: 0,
        ...options,
      });
    },
    close: async () => {
      await proxy.close();
      await api.close();
    },
  };
}

/** Returns the names of the checks that found a deviation. */
export function deviations(findings: readonly Finding[]): string[] {
  return findings.filter(({ outcome }) => outcome === 'deviation').map(({ check }) => check);
}
