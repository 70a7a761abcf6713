/** Types for the part of @usebruno/lang that the collections use. The package has no types. */
declare module '@usebruno/lang' {
  interface Named {
    readonly name: string;
    readonly value: string;
    readonly enabled: boolean;
  }

  interface BrunoRequest {
    readonly meta: { readonly name: string; readonly seq: number };
    readonly http: { readonly method: string; readonly url: string; readonly body: string; readonly auth: string };
    readonly params?: readonly Named[];
    readonly headers?: readonly Named[];
    readonly body?: {
      readonly json?: string;
      readonly formUrlEncoded?: readonly Named[];
      readonly multipartForm?: readonly { readonly name: string; readonly value: readonly string[] }[];
    };
    readonly vars?: { readonly res?: readonly Named[] };
  }

  export function jsonToBruV2(request: BrunoRequest): string;
  export function bruToJsonV2(text: string): BrunoRequest;
  export function jsonToCollectionBru(collection: object): string;
  export function envJsonToBruV2(environment: { readonly variables: readonly Named[] }): string;
  export function bruToEnvJsonV2(text: string): { readonly variables: readonly Named[] };
}
