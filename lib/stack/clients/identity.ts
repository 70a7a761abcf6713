import { Duration } from 'aws-cdk-lib';
import { SETTINGS } from '../settings/settings.ts';

/** Settings of the built-in issuer. */
export interface BuiltInOptions {
  /** Signing keys, each a letter: the first signs, all verify. Each costs $1 a month. Default: `['a']`. */
  readonly signingKeys?: readonly string[];
  /** Life of an application's token. Default: one hour. */
  readonly tokenLife?: Duration;
  /** Whether the tokens of a disabled application end at once, for one read of a table at each request. Default: false. */
  readonly immediateRevocation?: boolean;
}

/** An external issuer whose tokens the API accepts. */
export interface OidcOptions {
  /** The `iss` claim of its tokens. */
  readonly issuer: string;
  /** The `aud` claim of its tokens, or their `client_id` where they have no `aud`; at least one. */
  readonly audience: readonly string[];
  /** Where it publishes its signing keys. */
  readonly jwksUri: string;
  /** Name of the claim that must hold `External`. Default: `services`. */
  readonly servicesClaim?: string;
  /** Name of the claim that names the client. Default: `client_id`, else `azp`, else `sub`. */
  readonly clientClaim?: string;
}

/** Whose tokens the API accepts: `Identity.builtIn()` or `Identity.oidc({…})`. */
export class Identity {
  /** Accepts tokens that the service issues to its own applications. `npm run apps` makes applications. */
  static builtIn(options: BuiltInOptions = {}): Identity {
    return new Identity(options, null);
  }

  /** Accepts the tokens of an external OpenID Connect issuer. */
  static oidc(options: OidcOptions): Identity {
    return new Identity({}, options);
  }

  /** The external issuer; `null` for the built-in one. */
  readonly external: OidcOptions | null;
  readonly signingKeys: readonly string[];
  readonly tokenLife: Duration;
  readonly immediateRevocation: boolean;
  readonly servicesClaim: string;
  readonly clientClaim: string;

  private constructor(builtIn: BuiltInOptions, external: OidcOptions | null) {
    this.external = external;
    this.signingKeys = builtIn.signingKeys ?? SETTINGS.signingKeys.defaultValue;
    this.tokenLife = builtIn.tokenLife ?? Duration.seconds(SETTINGS.tokenSeconds.defaultValue);
    this.immediateRevocation = builtIn.immediateRevocation ?? false;
    this.servicesClaim = external?.servicesClaim ?? SETTINGS.servicesClaim.defaultValue;
    this.clientClaim = external?.clientClaim ?? SETTINGS.clientClaim.defaultValue;
  }
}
