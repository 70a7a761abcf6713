import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SettingsError } from '../../../lambda/errors/settings-error.ts';
import { deployedDirectory, deployedUsage } from '../../../lib/apps/deployment.ts';
import { placeOfStage } from '../../../lib/apps/place.ts';

const OUTPUTS = {
  BaseUrl: 'https://faces.example.com',
  ApiId: 'api1234567',
  ApplicationsTableName: 'apps',
  UsageSalt: 'salt',
  AuditTableName: 'audit',
};

let aws: Server;
let folder: string;
/** "Region StackName" of each request. */
let asked: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'face-place-'));
  await writeFile(join(folder, 'prod.json'), '{ "region": "eu-central-1", "account": "123456789012" }');
  await writeFile(join(folder, 'dev.json'), '{ "playground": true }');
  await writeFile(join(folder, 'broken.json'), '{ "region": "Europe" }');
  aws = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    asked.push(`${region} ${new URLSearchParams(body).get('StackName')}`);
    const members = Object.entries(OUTPUTS).map(
      ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    const id = `arn:aws:cloudformation:${region}:123456789012:stack/x/0a1b`;
    const stack = `<member><StackId>${id}</StackId><StackName>x</StackName><Outputs>${members.join('')}</Outputs></member>`;
    response
      .setHeader('content-type', 'text/xml')
      .end(
        `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
      );
  });
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => {
    aws.close(resolve);
    aws.closeAllConnections();
  });
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  asked = [];
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_PROFILE: undefined,
    AWS_REGION: undefined,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

describe('the place of a stage', () => {
  it.each([
    ['prod', {}, { stackName: 'FaceComparison', region: 'eu-central-1', account: '123456789012' }],
    [
      'prod',
      { region: 'eu-west-1', account: '210987654321' },
      { stackName: 'FaceComparison', region: 'eu-west-1', account: '210987654321' },
    ],
    ['dev', {}, { stackName: 'FaceComparison-dev', region: null, account: null }],
    ['elsewhere', {}, { stackName: 'FaceComparison-elsewhere', region: null, account: null }],
  ])('%s with the context %j', (stage, context, place) => {
    expect(placeOfStage(stage, context, folder)).toEqual(place);
  });

  it('is unknown where the file has mistakes', () => {
    expect(() => placeOfStage('broken', {}, folder)).toThrow(SettingsError);
  });
});

describe('a deployed stack', () => {
  const pinned = { stackName: 'FaceComparison', region: 'eu-central-1', account: '123456789012' };

  it('is looked for in the pinned Region, without one in the environment or with the same', async () => {
    expect((await deployedDirectory(pinned)).baseUrl).toBe('https://faces.example.com');
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    const { auditTable, client } = await deployedUsage(pinned);
    expect([auditTable, await client.config.region()]).toEqual(['audit', 'eu-central-1']);
    expect(asked).toEqual(['eu-central-1 FaceComparison', 'eu-central-1 FaceComparison']);
  });

  it.each([deployedDirectory, deployedUsage])(
    'is not looked for in another Region than the pinned: %o',
    async (find) => {
      vi.stubEnv('AWS_REGION', 'us-east-1');
      await expect(find(pinned)).rejects.toThrow(
        'The settings pin FaceComparison to eu-central-1, but the Region in the environment is us-east-1: export AWS_REGION=eu-central-1',
      );
      expect(asked).toEqual([]);
    },
  );

  it.each([deployedDirectory, deployedUsage])('is not used in another account than the pinned: %o', async (find) => {
    await expect(find({ ...pinned, account: '210987654321' })).rejects.toThrow(
      'The settings pin FaceComparison to the account 210987654321, but the credentials are those of 123456789012.',
    );
  });

  it('is in the Region of the environment where nothing pins one', async () => {
    const place = { stackName: 'FaceComparison-dev', region: null, account: null };
    await expect(deployedUsage(place)).rejects.toThrow('Set AWS_REGION.');
    vi.stubEnv('AWS_REGION', 'us-east-1');
    await deployedUsage(place);
    expect(asked).toEqual(['us-east-1 FaceComparison-dev']);
  });
});
