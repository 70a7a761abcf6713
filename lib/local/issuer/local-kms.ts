import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Credentials, isAuthorized } from '../state/credentials.ts';
import { type IssuerKey, publicDer } from './keys.ts';
import { LocalSigner } from './local-signer.ts';

const ARN = 'arn:aws:kms:eu-west-1:000000000000:key/';
/** KMS takes messages of 4,096 bytes, in base64. */
const MAX_BODY_BYTES = 16_384;

/** A KMS on this machine. */
export interface LocalKms {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Returns the ARN of a signing key by its letter. */
export function localKeyArn(letter: string): string {
  return `${ARN}${letter}`;
}

/**
 * Starts a server that does of AWS KMS what the issuer and the authorizer ask for, GetPublicKey and Sign with ECDSA_SHA_256
 * (https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html), so that both run as deployed. It takes requests with the
 * credentials of this start only, and none with an `Origin`.
 *
 * @param keys by letter
 */
export async function startLocalKms(
  keys: Readonly<Record<string, IssuerKey>>,
  credentials: Credentials,
): Promise<LocalKms> {
  const server = createServer((request, response) => {
    response.on('error', () => {});
    answer(request).then(
      ([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });

  async function answer(request: IncomingMessage): Promise<[number, object]> {
    const { authorization, origin, 'x-amz-target': target } = request.headers;
    if (origin !== undefined || !isAuthorized(authorization, credentials)) return refusal('AccessDeniedException');
    const input = await bodyOf(request);
    const key = keys[String(input?.KeyId ?? '').slice(ARN.length)];
    if (input === null) return refusal('SerializationException');
    if (key === undefined) return refusal('NotFoundException');
    const KeyId = input.KeyId;
    if (target === 'TrentService.GetPublicKey') {
      const SigningAlgorithms = ['ECDSA_SHA_256'];
      const common = { KeyId, KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', SigningAlgorithms };
      return [200, { ...common, PublicKey: publicDer(key).toString('base64') }];
    }
    const { Message: message, MessageType: type, SigningAlgorithm: algorithm } = input;
    const asked = target === 'TrentService.Sign' && type === 'RAW' && algorithm === 'ECDSA_SHA_256';
    if (!asked || typeof message !== 'string') return refusal('ValidationException');
    const signature = await new LocalSigner([key]).sign(Buffer.from(message, 'base64'));
    return [200, { KeyId, SigningAlgorithm: algorithm, Signature: Buffer.from(signature).toString('base64') }];
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refusal(type: string): [number, object] {
  return [400, { __type: type, message: 'Rejected by the local API.' }];
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>> | null> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > MAX_BODY_BYTES) return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
