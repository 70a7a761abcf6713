import { afterAll, describe, expect, test } from 'vitest';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../../../../lib/pictures/encode.ts';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';
import { hostileProfiles } from '../../../../support/hostile/hostile-profiles.ts';
import { withJpegProfile } from '../../../../support/hostile/jpeg-builder.ts';
import { profiledFiles } from '../../../../support/hostile/profile-carriers.ts';
import { sampleProfiles } from '../../../../support/hostile/sample-profiles.ts';

const face = drawnFace({ size: 64 });
const profiles = hostileProfiles();

describe.skipIf(process.platform !== 'linux')('a profile made to do harm costs no more than a plain one', () => {
  const decoder = new DecoderProcess();
  afterAll(() => decoder[Symbol.dispose]());

  test.each(profiles)('$name', async ({ space, bytes: profile }) => {
    // An upload has at most 4 MB.
    const files = (await profiledFiles(face, space, profile)).filter(({ bytes }) => bytes.length < 4_000_000);
    expect(files.length).toBeGreaterThan(0);
    for (const { carrier, bytes } of files) {
      const { outcome, cpuMs, addedBytes } = await decoder.decode(bytes);
      expect({ carrier, outcome }).toEqual({ carrier, outcome: '64 x 64' });
      expect(cpuMs, carrier).toBeLessThan(CPU_LIMIT_MS);
      expect(addedBytes, carrier).toBeLessThan(MEMORY_LIMIT);
    }
  });

  test('a profile under a name that libvips takes, behind a plain one', async () => {
    const jpeg = await encodeJpeg(face);
    const hostile = profiles.find(({ name }) => name === 'RGB: 20,000 stages at one place')!.bytes;
    const renamed = withJpegProfile(jpeg, hostile).toString('latin1').replaceAll('ICC_PROFILE\0', 'ICC_PROFILEX');
    const { bytes: plain } = sampleProfiles().find(({ name }) => name === 'Adobe RGB')!;
    const { outcome, cpuMs, addedBytes } = await decoder.decode(withJpegProfile(Buffer.from(renamed, 'latin1'), plain));
    expect(outcome).toBe('64 x 64');
    expect(cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(addedBytes).toBeLessThan(MEMORY_LIMIT);
  });
});
