import { CLIENT_NAME, CLIENT_NAME_EXPECTED } from '../../../lambda/authorizer/client-of-token.ts';

/** A part of a JSON Schema: https://json-schema.org/draft-07. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A check of one value of the cdk context. `-c name=value` gives strings, and cdk.json gives JSON values. A check reads both. It
 * returns `undefined` for a value that it does not accept.
 */
export interface Check<Value> {
  /** Completes "Expected … for threshold but received …". */
  readonly expected: string;
  /** The JSON Schema of the value in a settings file, where a number is a number and not a string of digits. */
  readonly schema: JsonSchema;
  readonly read: (raw: unknown) => Value | undefined;
}

/** A number in [minimum, maximum]. */
export function numberBetween(minimum: number, maximum: number): Check<number> {
  return {
    expected: `a number between ${minimum} and ${maximum}`,
    schema: { type: 'number', minimum, maximum },
    read: (raw) => {
      const value = toNumber(raw);
      return value !== undefined && value >= minimum && value <= maximum ? value : undefined;
    },
  };
}

/** An integer in [minimum, maximum]. */
export function integerBetween(minimum: number, maximum: number): Check<number> {
  const { read } = numberBetween(minimum, maximum);
  return {
    expected: `an integer between ${minimum} and ${maximum}`,
    schema: { type: 'integer', minimum, maximum },
    read: (raw) => {
      const value = read(raw);
      return Number.isInteger(value) ? value : undefined;
    },
  };
}

/** `true` or `false`. */
export const flag: Check<boolean> = {
  expected: 'true or false',
  schema: { type: 'boolean' },
  read: (raw) => {
    if (raw === true || raw === 'true') return true;
    return raw === false || raw === 'false' ? false : undefined;
  },
};

/** `true`, `false`, or a word for something in between. */
export function flagOr<Word extends string>(word: Word): Check<Word | boolean> {
  return {
    expected: `true, false or ${word}`,
    schema: { enum: [true, false, word] },
    read: (raw) => (raw === word ? word : flag.read(raw)),
  };
}

/** One of the given words. */
export function oneOf<Word extends string>(...words: readonly Word[]): Check<Word> {
  return {
    expected: `one of ${words.join(', ')}`,
    schema: { enum: words },
    read: (raw) => words.find((word) => word === raw),
  };
}

/** A string that matches a pattern. */
export function textLike(pattern: RegExp, expected: string): Check<string> {
  return {
    expected,
    schema: { type: 'string', pattern: pattern.source },
    read: (raw) => (typeof raw === 'string' && pattern.test(raw) ? raw : undefined),
  };
}

/** An https URL without user, query or fragment; kept letter by letter, because issuers are compared exactly. */
export const httpsUrl: Check<string> = {
  expected: 'an https URL without user name, query or fragment',
  schema: { type: 'string', pattern: '^[hH][tT][tT][pP][sS]:[^?#\\s]+$' },
  read: (raw) => {
    if (typeof raw !== 'string' || !URL.canParse(raw)) return undefined;
    const url = new URL(raw);
    const plain = url.protocol === 'https:' && url.username === '' && url.password === '';
    return plain && !/[?#\s]/.test(raw) ? raw : undefined;
  },
};

/** A list: items separated by commas, or a JSON array. An empty list is accepted. */
export function listOf<Item>(item: Check<Item>): Check<readonly Item[]> {
  return {
    expected: `a list, separated by commas, each item ${item.expected}`,
    schema: { type: 'array', items: item.schema },
    read: (raw) => {
      const parts = typeof raw === 'string' ? raw.split(',').map((part) => part.trim()) : raw;
      if (!Array.isArray(parts)) return undefined;
      const items = parts.filter((part) => part !== '').map(item.read);
      return items.includes(undefined) ? undefined : (items as Item[]);
    },
  };
}

/** One or several different letters, separated by commas. */
export const someLetters: Check<readonly string[]> = {
  expected: 'one or several different letters a to z, separated by commas',
  schema: { type: 'array', items: { type: 'string', pattern: '^[a-z]$' }, minItems: 1, uniqueItems: true },
  read: (raw) => {
    const letters = listOf(textLike(/^[a-z]$/, 'a letter')).read(raw);
    return letters !== undefined && letters.length > 0 && new Set(letters).size === letters.length
      ? letters
      : undefined;
  },
};

/** An optional item. In a settings file, `null` says that there is none. */
export function optional<Value>(check: Check<Value>): Check<Value | null> {
  return { ...check, schema: { anyOf: [check.schema, { type: 'null' }] } };
}

/** Requests per second and burst of one client. */
export interface ClientRate {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/**
 * `{"client": {"rateLimit": 10, "burstLimit": 20}}` as JSON or as an object of cdk.json. It rejects names that the authorizer
 * rejects, because nobody could ever use their limits.
 */
export function clientRates(rate: Check<number>, burst: Check<number>): Check<Readonly<Record<string, ClientRate>>> {
  return {
    expected: `JSON such as {"my-client": {"rateLimit": 10, "burstLimit": 10}}, names of ${CLIENT_NAME_EXPECTED}, rateLimit ${rate.expected}, burstLimit ${burst.expected}`,
    schema: {
      type: 'object',
      propertyNames: { pattern: CLIENT_NAME.source },
      additionalProperties: {
        type: 'object',
        properties: { rateLimit: rate.schema, burstLimit: burst.schema },
        required: ['rateLimit', 'burstLimit'],
        additionalProperties: false,
      },
    },
    read: (raw) => {
      const value = toObject(raw);
      if (value === undefined) return undefined;
      const clients: [string, ClientRate][] = [];
      for (const [client, limits] of Object.entries(value)) {
        const given = toObject(limits);
        if (given === undefined || !CLIENT_NAME.test(client) || Object.keys(given).length !== 2) return undefined;
        const rateLimit = rate.read(given.rateLimit);
        const burstLimit = burst.read(given.burstLimit);
        if (rateLimit === undefined || burstLimit === undefined) return undefined;
        clients.push([client, { rateLimit, burstLimit }]);
      }
      return Object.fromEntries(clients);
    },
  };
}

/**
 * `{"team": "identity"}` as JSON or as an object of a file.
 *
 * @param longestName most characters of a name
 * @param longestValue most characters of a value
 */
export function textMap(longestName: number, longestValue: number): Check<Readonly<Record<string, string>>> {
  const name = new RegExp(`^(?!aws:)[\\w .:/=+@-]{1,${longestName}}$`);
  const text = new RegExp(`^[\\w .:/=+@-]{0,${longestValue}}$`);
  return {
    expected: 'JSON such as {"team": "identity"}, of letters, digits, spaces and . : / = + - @ _',
    schema: {
      type: 'object',
      propertyNames: { pattern: name.source },
      additionalProperties: { type: 'string', pattern: text.source },
    },
    read: (raw) => {
      const value = toObject(raw);
      if (value === undefined) return undefined;
      const good = Object.entries(value).every(
        ([key, each]) => name.test(key) && typeof each === 'string' && text.test(each),
      );
      return good ? (value as Record<string, string>) : undefined;
    },
  };
}

function toNumber(raw: unknown): number | undefined {
  const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function toObject(raw: unknown): Record<string, unknown> | undefined {
  let value = raw;
  if (typeof raw === 'string') {
    try {
      value = JSON.parse(raw);
    } catch {
      return undefined;
    }
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}
