import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { ConversionError } from './conversion-error.ts';

/** Encodes and decodes one kind of message; field names in camel case, 64-bit integers as numbers, bytes as Buffers. */
export interface MessageFormat<Message> {
  encode(message: Message): Uint8Array;
  /** @throws ConversionError when the bytes are no such message */
  decode(bytes: Uint8Array): Message;
}

/**
 * The format of a message that is described in a .proto file next to this one. Fields are written in the order of their
 * numbers, so the same message always makes the same bytes.
 */
export function messageFormat<Message extends object>(protoFile: string, name: string): MessageFormat<Message> {
  const source = readFileSync(join(import.meta.dirname, protoFile), 'utf8');
  const type = protobuf.parse(source).root.lookupType(name);
  return {
    encode: (message) => type.encode(type.fromObject(message)).finish(),
    decode(bytes) {
      try {
        return type.toObject(type.decode(bytes), { longs: Number, bytes: Buffer, arrays: true }) as Message;
      } catch (error) {
        throw new ConversionError(`The file is no ${name}: ${(error as Error).message}`);
      }
    },
  };
}
