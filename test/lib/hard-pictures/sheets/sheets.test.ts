import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ARCFACE_TEMPLATE } from '../../../../lambda/face/detection/alignment.ts';
import { loadPack } from '../../../../lambda/face/load-pack.ts';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { KINDS, kindByName } from '../../../../lib/hard-pictures/kinds/kinds.ts';
import { startPicturePool } from '../../../../lib/hard-pictures/pool/pool.ts';
import { makeSheet } from '../../../../lib/hard-pictures/sheets/make-sheet.ts';
import { pickParticipants } from '../../../../lib/hard-pictures/sheets/participants.ts';
import { peopleOf, pickPeople } from '../../../../lib/hard-pictures/sheets/photos.ts';
import { type Probe, sheetRow } from '../../../../lib/hard-pictures/sheets/sheet.ts';
import { sheetPlot } from '../../../../lib/hard-pictures/sheets/sheet-plot.ts';
import { sheetTable } from '../../../../lib/hard-pictures/sheets/sheet-table.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { encodePng } from '../../../../lib/pictures/encode.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { describeUnless, noModels } from '../../../support/shared.ts';
import { drawnSubject } from '../kinds/measures.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sheets-'));
});
afterAll(() => rm(dir, { recursive: true }));

describe('kinds', () => {
  test('an unknown one is refused with those there are', () => {
    expect(() => kindByName('fog')).toThrow(/no sheet fog.*eye-distance.*no-face/);
  });

  test.each(KINDS.map((kind) => [kind.name, kind] as const))('%s: every severity gives a picture', async (_, kind) => {
    const subject = drawnSubject(2, 120);
    for (const severity of [kind.severities[0]!, kind.severities.at(-1)!]) {
      const others = Array.from({ length: kind.others?.(severity) ?? 0 }, () => subject);
      const file = await kind.degrade({ subject, others, random: seededRandom(1) }, severity as never);
      const { width, height } = await decodePicture(file);
      expect(Math.min(width, height)).toBeGreaterThan(10);
    }
  });
});

describe('people of a folder', () => {
  test('file names up to the first digit are people, and those with two photos come first', async () => {
    for (const name of ['ann.png', 'ann2.png', 'bob.png', 'notes.txt']) await writeFile(join(dir, name), '');
    const people = await peopleOf(dir);
    expect(people).toEqual([
      { name: 'ann', photos: ['ann.png', 'ann2.png'] },
      { name: 'bob', photos: ['bob.png'] },
    ]);
    for (const seed of [1, 2, 3]) expect(pickPeople(people, 1, seededRandom(seed))[0]!.name).toBe('ann');
  });

  test('a folder that is missing or empty is refused by its name', async () => {
    await expect(peopleOf(join(dir, 'nowhere'))).rejects.toThrow(/nowhere: there is no such folder/);
    const empty = await mkdtemp(join(dir, 'empty-'));
    await expect(peopleOf(empty)).rejects.toThrow(/there are no photos/);
    await rm(empty, { recursive: true });
  });
});

describe('figures of a row', () => {
  const measures = {
    interEyeDistance: 50,
    overExposurePrevention: 0,
    eyesContrast: 0.5,
    directionalSharpness: 0.3,
    marginAboveOfTheFaceImage: 1,
  };
  const face = { box: [0, 0, 9, 9], landmarks: ARCFACE_TEMPLATE, score: 1, quality: 1, measures } as const;
  const probe = (name: string, degraded: number[] | null, clean: number[] | null): Probe => ({
    participant: {
      name,
      degraded: { path: name, box: face.box, landmarks: face.landmarks },
      clean: clean && { embeddings: [Float32Array.from(clean)] },
    },
    result: {
      analysis: {
        status: degraded === null ? 'NoFaceDetected' : 'Success',
        width: 9,
        height: 9,
        facesFound: degraded === null ? 0 : 1,
        faces: degraded === null ? [] : [face],
      },
      embeddings: degraded === null ? [] : [Float32Array.from(degraded)],
      milliseconds: 7,
    },
    others: [],
  });
  const linear = {
    version: 'test',
    similarity: (cosine: number) => (cosine + 1) / 2,
    cosine: (similarity: number) => 2 * similarity - 1,
    speaksOf: 'look-alikes' as const,
    falseMatchRate: () => 0.1,
    randomPairFalseMatchRate: () => 0.01,
  };
  const probes = [
    probe('matched', [1, 0, 0, 0], [1, 0, 0, 0]),
    probe('missed', [0, 1, 0, 0], [0, 0, 0, 1]),
    probe('lost', null, [0, 0, 1, 0]),
    probe('double', [1, 0, 0, 0], null),
  ];
  const row = sheetRow(kindByName('blur'), 10, probes, linear, 0.7);

  test('a face that is not found is a false non-match, with or without a status that says so', () => {
    expect(row.found.share).toBe(3 / 4);
    expect(row.falseNonMatches).toMatchObject({ share: 2 / 3, cases: 3 });
    expect(row.silentFalseNonMatches).toMatchObject({ share: 1 / 2, cases: 2 });
    expect(row.statuses).toEqual({ Success: 3 / 4, NoFaceDetected: 1 / 4 });
  });

  test('only the look-alike is a false match, of all pairs of different people', () => {
    expect(row.falseMatches).toMatchObject({ share: 1 / 9, cases: 9 });
  });

  test('pictures without a face have no false non-matches', () => {
    expect(sheetRow(kindByName('no-face'), 'wood', probes, linear, 0.7).falseNonMatches).toBeNull();
  });

  test('the table and the plot show them and stay small', () => {
    const sheet = { kind: 'blur', title: 'A < B', axis: '%', showsFace: true, rows: [row, { ...row, severity: 20 }] };
    expect(sheetTable(sheet).replaceAll(/ +/g, ' ')).toContain(
      '| 10 | 75.0 % | 0.0 % | 0.0 % | 75.0 % | 0.0 % | 66.7 % (20.8 to 93.9) |',
    );
    expect(sheetTable(sheet)).toContain('1 of 9');
    const plot = sheetPlot(sheet);
    expect(plot).toContain('A &lt; B');
    expect(plot.length).toBeLessThan(20_000);
    expect(plot).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describeUnless(noModels, 'a sheet of drawn faces', () => {
  test('loses no clean face, loses all behind heavy blur, and is the same for the same seed', async () => {
    const imagesDir = await mkdtemp(join(dir, 'people-'));
    for (const seed of [1, 5, 12]) {
      const file = await encodePng(drawnFace({ seed, size: 200 }));
      await writeFile(join(imagesDir, `face${'abc'[seed % 3]}.png`), file);
      await writeFile(join(imagesDir, `face${'abc'[seed % 3]}1.png`), file);
    }
    const { calibration, release } = await loadPack({ modelsDir: MODELS_DIR });
    const pool = startPicturePool({ imagesDir, modelsDir: MODELS_DIR, pack: 'retail-0095', processes: 2 });
    try {
      const people = await peopleOf(imagesDir);
      const { participants, withoutFace } = await pickParticipants(people, 9, seededRandom(1), pool);
      expect(participants).toHaveLength(people.length);
      expect(withoutFace).toEqual([]);
      const options = { calibration, threshold: 0.7, seed: 1 };
      const clean = await makeSheet(kindByName('clean'), participants, pool, options);
      expect(clean.rows[0]!.found.share).toBe(1);
      expect(clean.rows[0]!.falseNonMatches!.share).toBe(0);
      const blur = await makeSheet(kindByName('blur'), participants, pool, options);
      expect(blur.rows.at(-1)!.falseNonMatches!.share).toBe(1);
      const again = await makeSheet(kindByName('noise'), participants, pool, options);
      const shares = (sheet: typeof again) => sheet.rows.map((row) => [row.statuses, row.falseNonMatches]);
      expect(shares(await makeSheet(kindByName('noise'), participants, pool, options))).toEqual(shares(again));
      const gone = { photo: { path: 'gone.png' }, degrade: null };
      await expect(pool.run([gone])).rejects.toThrow(/gone\.png, as it is/);
    } finally {
      await pool.close();
      await release();
    }
  });
});
