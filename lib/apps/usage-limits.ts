/** Requests per second and burst. */
export interface Limit {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/** Usage plans and keys that are made while the API runs. */
export interface UsageLimits {
  /**
   * Gives a key a limit. A key that has it already keeps it.
   *
   * @param value the key's value
   * @param description for people who look at the keys
   * @throws AppsError where the account has no usage plan left
   */
  give(value: string, description: string, limit: Limit): Promise<void>;
  /** Removes a key, and its plan where no other key has the limit. A key that is not there is no mistake. */
  take(value: string): Promise<void>;
  /** Removes all keys and plans that `give` made; returns how many keys. */
  takeAll(): Promise<number>;
}

/** What the command says instead of doing what it was asked for. */
export class AppsError extends Error {}
