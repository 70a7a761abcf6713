import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeUnless, noModels } from '../../support/shared.ts';
import { noSandbox } from '../image/sandbox.ts';
import type { StepName } from './instrumented-bundle.ts';
import { type PrivacySetup, privacySetup } from './setup.ts';
import type { Tapped, TappedFunction } from './taps.ts';

const reason = process.platform === 'linux' ? noModels : 'its native libraries are for Linux';

/** Where it is planted, what, and what the harness must say of it: channel and secret. */
const PLANTED: readonly [StepName, string, RegExp, RegExp][] = [
  ['decode', 'stdout-raw', /^log$/, /^upload/],
  ['decode', 'stdout-base64', /^log$/, /^upload/],
  ['embed', 'stdout-hex', /^log$/, /^upload/],
  ['item', 'stdout-json', /^log$/, /^upload/],
  ['answer', 'stderr-inspect', /^log$/, /^upload/],
  ['embed', 'embedding', /^log$/, /^embedding$/],
  ['embed', 'embedding-rounded', /^log$/, /^embedding$/],
  ['embed', 'embedding-bytes', /^log$/, /^embedding$/],
  ['decide', 'landmarks', /^log$/, /^landmarks$/],
  ['parse', 'token', /^log$/, /^token$/],
  ['decide', 'token-part', /^log$/, /^token$/],
  ['pictures', 'filename', /^log$/, /file name$/],
  ['decode', 'metadata', /^log$/, /^description/],
  ['body', 'headers', /^log$/, /^agent$/],
  ['item', 'item-picture', /^request$/, /^upload/],
  ['item', 'item-embedding', /^request$/, /^embedding$/],
  ['item', 'item-landmarks', /^request$/, /^landmarks$/],
  ['answer', 'answer-picture', /^answer$/, /^upload/],
  ['answer', 'answer-landmarks', /^answer$/, /^landmarks$/],
  ['decode', 'tmp', /^\/tmp\/upload\.jpg$/, /^upload/],
  ['decode', 'tmp-deleted', /^\/tmp\/upload\.jpg$/, /^a file$/],
];
/** What only the kernel of a sandbox sees. */
const ON_THE_WIRE = ['network-tcp', 'network-loopback', 'network-udp', 'network-name'];

describeUnless(reason, 'the harness finds a leak that is planted', () => {
  let setup: PrivacySetup;
  let instrumented: TappedFunction;

  beforeAll(async () => {
    setup = await privacySetup();
    instrumented = await setup.tapped(setup.instrumented);
  });
  afterAll(() => setup?.close());

  const plant = async (step: StepName, leak: string): Promise<Tapped> => {
    const headers = { 'x-instrument': `${step} ${leak}` };
    const { event, secrets } = await setup.request([setup.pictures.jpeg, setup.pictures.png], { headers });
    const tapped = await instrumented.invoke(event, secrets);
    // The request itself goes well, so that it is the leak which is found.
    expect(tapped.outcome).toMatchObject({ kind: 'success', payload: { statusCode: 200 } });
    return tapped;
  };

  it('and none where none is', async () => {
    expect((await plant('decode', 'nothing')).findings).toEqual([]);
  });

  it.each(PLANTED)('after %s: %s', async (step, leak, channel, secret) => {
    const { findings } = await plant(step, leak);
    const found = findings.filter((finding) => channel.test(finding.channel) && secret.test(finding.secret));
    expect(found, JSON.stringify(findings)).not.toEqual([]);
  });

  it('after decode: pixels', async () => {
    const { findings } = await plant('decode', 'pixels');
    expect(findings.map(({ secret }) => secret)).toContain('pixels of first');
  });

  it.skipIf(noSandbox !== null).each(ON_THE_WIRE)('on the wire: %s', async (leak) => {
    const { findings } = await plant('decode', leak);
    expect(findings).toContainEqual(expect.objectContaining({ channel: 'network', secret: 'other traffic' }));
  });
});
