import { afterAll, describe, expect, test } from 'vitest';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';
import { hostileProfiles } from '../../../../support/hostile/hostile-profiles.ts';
import { profiledFiles } from '../../../../support/hostile/profile-carriers.ts';

const face = drawnFace({ size: 64 });

describe.skipIf(process.platform !== 'linux')('a profile made to do harm costs no more than a plain one', () => {
  const decoder = new DecoderProcess();
  afterAll(() => decoder[Symbol.dispose]());

  test.each(hostileProfiles())('$name', async ({ space, bytes: profile }) => {
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
});
