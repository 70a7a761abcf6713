import { type ChildProcess, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFaceEngine } from '../../../lambda/face/engine.ts';
import { readPack } from '../../../lambda/face/load-pack.ts';
import { createCalibration } from '../../../lambda/face/matching/calibration.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { resamplePeople } from '../../../lib/accuracy/measure/bootstrap.ts';
import { makeCalibration } from '../../../lib/accuracy/measure/make-calibration.ts';
import { photosByPerson } from '../../../lib/accuracy/photos/photos-by-person.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { normalScores } from '../../support/scores.ts';
import { describeUnless, FACES_DIR, noFaces, portrait } from '../../support/shared.ts';

const COMMAND = resolve(ROOT, 'bin/calibrate.ts');
const PEOPLE = 20;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'calibrate-folder-'));
});
afterAll(() => rm(dir, { recursive: true }));

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(...args);
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout!.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => err.push(chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, out: out.join(''), err: err.join('') };
}

describe('calibrate says what is wrong', () => {
  test('with the arguments, by exit code 2', async () => {
    const { code, err } = await run('--pairs', 'x.csv');
    expect(code).toBe(2);
    expect(err).toMatch(/'--images <dir>' not specified[\s\S]*Usage/);
    expect(err).not.toMatch(/ at .*\.ts/);
  });

  test('with the folder of people', async () => {
    await expect(photosByPerson(join(dir, 'absent'))).rejects.toThrow(/absent: there is no such folder/);
    const one = join(dir, 'one');
    await mkdir(join(one, 'Ann'), { recursive: true });
    await writeFile(join(one, 'Ann', '1.jpg'), '');
    await expect(photosByPerson(one)).rejects.toThrow(/at least two people/);
    await mkdir(join(one, 'Bob, Jr'));
    await writeFile(join(one, 'Bob, Jr', '1.jpg'), '');
    await expect(photosByPerson(one)).rejects.toThrow(/Bob, Jr\/1\.jpg: expected a name without comma/);
  });

  test('with the pack, by exit code 2', async () => {
    const { code, err } = await run('--images', dir, '--pack', 'nothing');
    expect(code).toBe(2);
    expect(err).toMatch(/Expected retail-0095, .* for --pack but received nothing/);
  });
});

describe('a folder of people', () => {
  test('is read in the order of its names, without hidden files', async () => {
    const folder = join(dir, 'names');
    for (const path of ['Zoe/2.jpg', 'Zoe/1.jpg', 'Ann/deep/1.jpg', 'Ann/.DS_Store', '.git/x']) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), '');
    }
    await writeFile(join(folder, 'notes.txt'), '');
    expect(await photosByPerson(folder)).toEqual([
      { path: 'Ann/deep/1.jpg', person: 'Ann' },
      { path: 'Zoe/1.jpg', person: 'Zoe' },
      { path: 'Zoe/2.jpg', person: 'Zoe' },
    ]);
  });
});

describeUnless(noFaces, 'calibrate on a folder of 60 photos', () => {
  let images: string;
  const cacheLines = async (): Promise<string[]> => {
    const files = await readdir(join(dir, 'cache')).catch(() => []);
    const text = files.length === 0 ? '' : await readFile(join(dir, 'cache', files[0]!), 'utf8');
    return text.split('\n').filter((line) => line !== '');
  };

  beforeAll(async () => {
    images = join(dir, 'people');
    const all = await photosByPerson(join(FACES_DIR, 'lfw-dev'));
    const own = [...Map.groupBy(all, ({ person }) => person).values()].filter((photos) => photos.length >= 3);
    for (const { path, person } of own.slice(0, PEOPLE).flatMap((photos) => photos.slice(0, 3))) {
      await mkdir(join(images, person), { recursive: true });
      await copyFile(join(FACES_DIR, 'lfw-dev', path), join(images, person, basename(path)));
    }
    // Neither a face nor an image: both are counted, neither stops the run.
    await writeFile(join(images, (await readdir(images))[0]!, 'zz-not-a-picture.txt'), 'text');
  });

  test('goes on where a killed run was, and analyses no photo twice', async () => {
    const first = start('--images', images, '--cache', join(dir, 'cache'));
    const ended = new Promise((done) => first.once('close', done));
    while ((await cacheLines()).length < 5) await new Promise((done) => setTimeout(done, 20));
    first.kill('SIGKILL');
    await ended;
    const before = (await cacheLines()).length;
    expect(before).toBeLessThan(61);
    const report = join(dir, 'report');
    const { code, out, err } = await run('--images', images, '--cache', join(dir, 'cache'), '--report', report);
    // Progress alone, and none where the run takes less than three seconds.
    expect(err).toMatch(/^(?:photos \d+\/61 .*\n)*$/);
    expect(code).toBe(0);
    const photos = (await cacheLines()).flatMap((line) => {
      try {
        return [(JSON.parse(line) as { photo: string }).photo];
      } catch {
        return [];
      }
    });
    expect(new Set(photos).size).toBe(61);
    expect(photos).toHaveLength(61);
    expect(out).toContain('61 photos of 20 people');
    expect(out).toContain('InvalidImage 1');
    expect(out).toContain('pairs: 63 of one person, 1710 of different people (and 57 without a face)');
    expect(out).toContain('No calibration from these photos: 1710 pairs of 20 people are too few');
    expect(out).not.toContain(images);
    expect((await readdir(report)).sort()).toEqual(['label-errors.csv', 'report.html', 'report.json']);
    const html = await readFile(join(report, 'report.html'), 'utf8');
    for (const person of await readdir(images)) expect(html).not.toContain(person);
    expect((await stat(join(report, 'report.html'))).mode & 0o777).toBe(0o600);
  });

  test('shows photos when asked, and scores that the API would give', async () => {
    const [report, scores] = [join(dir, 'with-photos'), join(dir, 'scores.csv')];
    const args = ['--images', images, '--cache', join(dir, 'cache'), '--report', report, '--with-photos'];
    const { code, out } = await run(...args, '--scores', scores, '--threshold', '0.65');
    expect(code).toBe(0);
    expect(out).toMatch(/threshold 0\.65 \(means 3\.16e-4\): false match/);
    expect(out).toContain('npx cdk deploy -c threshold=0.65');
    const html = await readFile(join(report, 'report.html'), 'utf8');
    expect(html.match(/src="data:image\/jpeg;base64,/g)!.length).toBeGreaterThan(20);
    const lines = (await readFile(scores, 'utf8')).trim().split('\n').slice(1);
    expect(lines.filter((line) => line.split(',')[2] === '1')).toHaveLength(63);
    const [a, b, , cosine] = lines.find((line) => line.endsWith('Success'))!.split(',');
    const engine = await createFaceEngine({ modelsDir: MODELS_DIR });
    const [first, second] = await Promise.all([a, b].map((path) => readFile(join(images, path!))));
    expect((await engine.compare(first!, second!)).pair!.cosine).toBe(Number(cosine));
    await engine.release();
  });

  test('writes no calibration where there are too few people', async () => {
    const file = join(dir, 'own.json');
    const { code, out, err } = await run('--images', images, '--no-cache', '--out', file);
    expect(code).toBe(1);
    expect(err).toContain('1767 pairs of 20 people are too few for a calibration');
    expect(err).not.toContain('photos 61');
    expect(out).toBe('');
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  test('keeps nothing with --no-cache', async () => {
    await rm(join(dir, 'cache'), { recursive: true });
    const pairs = join(dir, 'pairs.csv');
    const [one] = await photosByPerson(images);
    await writeFile(pairs, `a,b,same\n${one!.path},${one!.path},1\n`);
    const { code, out } = await run('--images', images, '--pairs', pairs, '--no-cache');
    expect(code).toBe(0);
    expect(out).toContain('Accuracy needs pairs of both kinds.');
    expect(await readdir(dir)).not.toContain('cache');
  });
});

describeUnless(noFaces, 'a calibration of your own', () => {
  test('decides in the engine when it is named', async () => {
    const scores = normalScores(400, 0.1, 1);
    const { spaces } = await readPack({ modelsDir: MODELS_DIR });
    const names = spaces.map(({ space }) => space);
    const origin = { pack: 'retail-0095', spaces: names, created: '2026-11-23', data: 'made up' };
    const own = makeCalibration(scores, origin, resamplePeople(400, 50, 1));
    const file = join(dir, 'mine.json');
    await writeFile(file, JSON.stringify(own));
    const engine = await createFaceEngine({ modelsDir: MODELS_DIR, calibrationFile: file, randomPairs: true });
    const { pair } = await engine.compare(portrait('obama.jpg'), portrait('obama2.jpg'));
    expect(engine.version.calibration).toBe(own.version);
    expect(pair!.similarity).toBe(createCalibration(own).similarity(pair!.cosine));
    const shipped = await createFaceEngine({ modelsDir: MODELS_DIR });
    expect((await shipped.compare(portrait('obama.jpg'), portrait('obama2.jpg'))).pair!.similarity).not.toBe(
      pair!.similarity,
    );
    await Promise.all([engine.release(), shipped.release()]);
  });
});
