import { createHash } from 'node:crypto';
import type { ShippedPart } from './shipped.ts';

/** A bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). Only the fields that we fill in. */
export interface Bom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly component: Component; readonly tools: { readonly components: readonly Component[] } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly type: 'application' | 'container' | 'library' | 'machine-learning-model' | 'operating-system';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly scope?: 'required';
  readonly hashes?: readonly { readonly alg: 'SHA-256' | 'SHA-512'; readonly content: string }[];
  readonly licenses?: readonly ({ readonly expression: string } | { readonly license: { readonly name: string } })[];
  readonly externalReferences?: readonly { readonly type: 'vcs' | 'distribution'; readonly url: string }[];
  readonly components?: readonly Component[];
}

/** The base image. Its content is AWS's and changes with their updates. */
const BASE_IMAGE = { name: 'public.ecr.aws/lambda/nodejs', version: '24' };
const LIBVIPS = /^@img\/sharp-libvips-/;

/**
 * Returns the bill of materials of the container image. The same parts give the same bytes: it contains no time, and its serial
 * number is computed from its content.
 *
 * @param parts parts from `shippedParts`; those of other functions are left out
 * @param version version of this project
 */
export function imageBom(parts: readonly ShippedPart[], version: string): Bom {
  const inImage = parts.filter(({ functions }) => functions.includes('compare'));
  const libraries = inImage.filter(({ kind }) => kind === 'library').map((part) => component(part));
  const components: Component[] = [
    {
      type: 'container',
      'bom-ref': 'base-image',
      ...BASE_IMAGE,
      purl: 'pkg:docker/lambda/nodejs@24?repository_url=public.ecr.aws',
    },
    ...inImage
      .filter(({ kind }) => kind !== 'library')
      .map((part) => (LIBVIPS.test(part.name) ? component(part, libraries) : component(part))),
  ];
  const self: Component = {
    type: 'container',
    'bom-ref': 'image',
    name: 'face-comparison',
    version,
    licenses: [{ expression: 'Apache-2.0' }],
  };
  const content = {
    metadata: { component: self, tools: { components: [tool(version)] } },
    components,
    dependencies: [{ ref: 'image', dependsOn: components.map((each) => each['bom-ref']) }],
  };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber(JSON.stringify(content)),
    version: 1,
    ...content,
  };
}

function tool(version: string): Component {
  return { type: 'application', 'bom-ref': 'tool', name: 'npm run image', version };
}

function component(part: ShippedPart, components: readonly Component[] = []): Component {
  const { kind, name, version, licence, source } = part;
  const url = source?.match(/https?:\/\/[^\s)]+/)?.[0]?.replace(/\.git$/, '');
  return {
    type: kind === 'model' ? 'machine-learning-model' : 'library',
    'bom-ref': `${kind.replace('native ', '')}:${name}@${version}`,
    name,
    version,
    ...(kind === 'package' || kind === 'native package' ? { purl: purl(name, version) } : {}),
    scope: 'required',
    ...hashes(part),
    // The licence of a library is given in words, not as an SPDX name.
    licenses: [kind === 'library' ? { license: { name: licence } } : { expression: licence }],
    ...(url === undefined ? {} : { externalReferences: [{ type: kind === 'model' ? 'distribution' : 'vcs', url }] }),
    ...(components.length === 0 ? {} : { components }),
  };
}

/** https://github.com/package-url/purl-spec: the @ of a scope is encoded. */
function purl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

function hashes({ kind, checksum }: ShippedPart): Pick<Component, 'hashes'> {
  if (checksum === null) return {};
  return {
    hashes: [
      kind === 'model'
        ? { alg: 'SHA-256', content: checksum }
        : { alg: 'SHA-512', content: Buffer.from(checksum.replace(/^sha512-/, ''), 'base64').toString('hex') },
    ],
  };
}

/** Returns a name-based UUID (RFC 9562, version 8) of the content. */
function serialNumber(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
