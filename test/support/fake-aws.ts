import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toAppItem } from '../../lambda/applications/app-item.ts';
import type { Application } from '../../lambda/applications/application.ts';
import { type IssuerKey, publicDer } from '../../lib/local/issuer/keys.ts';
import { LocalSigner } from '../../lib/local/issuer/local-signer.ts';

/** DynamoDB with a table of applications, and KMS with a key, at one address. */
export interface FakeAws {
  readonly endpoint: string;
  /** By id. */
  readonly applications: Map<string, Application>;
  close(): Promise<void>;
}

/** Starts it on a loopback port. It supports the issuer's requests, and nothing else. */
export async function fakeAws(key: IssuerKey): Promise<FakeAws> {
  const applications = new Map<string, Application>();
  const signer = new LocalSigner([key]);

  async function answer(target: string, input: Record<string, never>): Promise<object> {
    if (target === 'DynamoDB_20120810.GetItem') {
      const { pk } = input.Key as unknown as { pk: { S: string } };
      const application = applications.get(pk.S.slice('APP#'.length));
      return application === undefined ? {} : { Item: toAppItem(application) };
    }
    if (target === 'TrentService.GetPublicKey') return { PublicKey: publicDer(key).toString('base64') };
    const signature = await signer.sign(Buffer.from(String(input.Message), 'base64'));
    return { Signature: Buffer.from(signature).toString('base64') };
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const target = String(request.headers['x-amz-target']);
    const body = await answer(target, JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    applications,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
