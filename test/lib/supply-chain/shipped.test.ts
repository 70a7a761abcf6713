import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleImage, filesOf } from '../../../layers/assemble.ts';
import { bundleFunction } from '../../../layers/bundle.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { licenceProblems, licenceTable } from '../../../lib/supply-chain/licences.ts';
import { type Bom, imageBom } from '../../../lib/supply-chain/sbom.ts';
import { type ShippedPart, shippedParts } from '../../../lib/supply-chain/shipped.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import schema from './cyclonedx.schema.json' with { type: 'json' };

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const PART: ShippedPart = {
  kind: 'package',
  name: 'x',
  version: '1.0.0',
  licence: 'MIT',
  functions: ['compare'],
  checksum: `sha512-${Buffer.alloc(64, 7).toString('base64')}`,
  source: 'git+https://github.com/x/x.git',
};

let parts: ShippedPart[];
let folder: string;
beforeAll(async () => {
  parts = await shippedParts('retail-0095');
  folder = mkdtempSync(join(tmpdir(), 'face-supply-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what is deployed', () => {
  it('has licences that are allowed', () => {
    expect(licenceProblems(parts)).toEqual([]);
    expect(licenceTable(parts).split('\n')).toHaveLength(parts.length);
  });

  it('has checksums, where it comes as an archive or a model', () => {
    expect(parts.filter(({ kind, checksum }) => kind !== 'library' && checksum === null)).toEqual([]);
  });

  it('is known in full: the bundles name no package that is not among the parts', async () => {
    const named = parts.map(({ name }) => name);
    for (const expected of ['@middy/core', '@fastify/busboy', 'aws-jwt-verify', 'onnxruntime-node', 'sharp', 'vips']) {
      expect(named).toContain(expected);
    }
    const of = (name: string) => parts.filter(({ functions }) => functions.includes(name)).map((part) => part.name);
    const forAws = (name: string) => of(name).filter((part) => !/^(@aws-sdk|@aws|@smithy)\//.test(part));
    // mnemonist and obliterator come with the client of DynamoDB, bowser with all.
    expect(forAws('authorizer')).toEqual(['aws-jwt-verify', 'bowser', 'mnemonist', 'obliterator']);
    expect(forAws('issuer')).toEqual(['bowser', 'mnemonist', 'obliterator']);
  });
});

describe('a licence is not allowed', () => {
  it.each([
    ['GPL-3.0-only', 1],
    ['AGPL-3.0-or-later', 1],
    ['SEE LICENSE IN LICENSE.txt', 1],
    ['UNLICENSED', 1],
    ['not stated', 1],
    ['MIT AND GPL-2.0-only', 1],
    ['CC-BY-NC-SA-4.0', 1],
    ['(MIT OR GPL-2.0-only)', 0],
    ['Apache-2.0 AND MIT', 0],
  ])('%s (%i)', (licence, problems) => {
    expect(licenceProblems([{ ...PART, licence }])).toHaveLength(problems);
    expect(licenceProblems([{ ...PART, kind: 'library', licence }])).toHaveLength(1);
  });
});

describe('the bill of materials', () => {
  const ajv = addFormats.default(new Ajv({ strict: true, formats: { 'iri-reference': true } }));
  const validate = ajv.compile(schema);

  it('is CycloneDX 1.6', () => {
    expect(validate(imageBom(parts, '0.1.0')), JSON.stringify(validate.errors)).toBe(true);
  });

  it('names every package, library and model of the image once, and the base image', () => {
    const bom = imageBom(parts, '0.1.0');
    const all = bom.components.flatMap((each) => [each, ...(each.components ?? [])]);
    const inImage = parts.filter(({ functions }) => functions.includes('compare'));
    expect(all).toHaveLength(inImage.length + 1);
    expect(new Set(all.map((each) => each['bom-ref'])).size).toBe(all.length);
    expect(all.map(({ name }) => name)).toContain('public.ecr.aws/lambda/nodejs');
    expect(bom.dependencies[0]?.dependsOn).toHaveLength(bom.components.length);
  });

  it('is the same for the same parts, and another for others', () => {
    const bom = imageBom(parts, '0.1.0');
    expect(imageBom(parts, '0.1.0')).toEqual(bom);
    expect(imageBom([...parts, PART], '0.1.0').serialNumber).not.toBe(bom.serialNumber);
  });

  it('that is not CycloneDX is noticed', () => {
    const bom = imageBom([PART], '0.1.0') as unknown as Record<string, unknown>;
    for (const wrong of [
      { ...bom, specVersion: '1.5' },
      { ...bom, serialNumber: 'urn:uuid:7' },
      { ...bom, components: [{ type: 'package', name: 'x' }] },
      { ...bom, components: [{ type: 'library' }] },
      { ...bom, created: 'today' },
    ]) {
      expect(validate(wrong)).toBe(false);
    }
  });

  it('has the checksum of the archive in hexadecimal', () => {
    const [, part] = imageBom([PART], '0.1.0').components as Bom['components'];
    expect(part).toMatchObject({
      purl: 'pkg:npm/x@1.0.0',
      hashes: [{ alg: 'SHA-512', content: '07'.repeat(64) }],
      externalReferences: [{ type: 'vcs', url: 'https://github.com/x/x' }],
    });
  });
});

describe('a bundle', () => {
  it.each(['compare', 'authorizer'])('of the %s function is the same to the byte from another folder', async (name) => {
    const entry = `lambda/${name}/handler.ts`;
    const elsewhere = join(folder, name, 'a folder of another length');
    for (const source of ['lambda', 'package.json', 'tsconfig.json']) {
      cpSync(join(ROOT, source), join(elsewhere, source), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(elsewhere, 'node_modules'), 'dir');
    await bundleFunction(join(ROOT, entry), join(folder, name, 'here'));
    await bundleFunction(join(elsewhere, entry), join(folder, name, 'there'));
    const [here, there] = ['here', 'there'].map((place) => readFileSync(join(folder, name, place, 'index.mjs')));
    expect(sha256(there!)).toBe(sha256(here!));
    expect(here!.includes(ROOT)).toBe(false);
    expect(readdirSync(join(folder, name, 'here'))).toEqual(['index.mjs']);
  });
});

describeUnless(noModels, 'the image', () => {
  it('holds no package that the bill of materials does not name', async () => {
    const { folder: image } = await assembleImage({ outdir: join(folder, 'image') });
    const files = await filesOf(join(image, 'task'));
    const packages = new Set(files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
    const models = files.flatMap((file) => /^models\/(.+\.onnx)$/.exec(file)?.[1] ?? []);
    const { components } = imageBom(parts, '0.1.0');
    const named = components.map(({ name }) => name);
    expect([...packages].filter((name) => !named.includes(name))).toEqual([]);
    const hashes = components.flatMap((each) => each.hashes ?? []).map(({ content }) => content);
    for (const model of models) expect(hashes).toContain(sha256(readFileSync(join(image, 'task/models', model))));
  });
});
