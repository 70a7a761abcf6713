import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAILURES } from '../../lambda/contract/failures.ts';
import { COMPARE_PATH, HEALTH_PATH, OAUTH_TOKEN_PATH } from '../../lambda/contract/fields.ts';
import { invalidImage } from '../../lambda/contract/invalid-image.ts';
import { AWS_BODY_BYTES } from '../../lambda/contract/limits.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { encodeForm, pair } from '../../lib/conformance/requests/form.ts';
import { demoApp } from '../../lib/local/issuer/keys.ts';
import { drawnFace } from '../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../lib/pictures/encode.ts';
import { bruno, postman, runCollection } from '../support/clients/collection-requests.ts';
import { startFailingFront, type Treatment } from '../support/clients/failing-front.ts';
import { wireBytes } from '../support/clients/wire-form.ts';
import { WIRE_RECORDINGS } from '../support/clients/wire-recordings.ts';
import { send } from '../support/gateway.ts';
import { answerMistakes, DOCUMENT } from '../support/openapi.ts';
import { type RealApi, startRealApi } from '../support/real-api.ts';
import { describeUnless, noModels } from '../support/shared.ts';
import { codeBlocks } from './pages.ts';
import { exchangeBytes } from './raw-http.ts';

const CLIENTS = resolve(ROOT, 'docs/clients');

/** How each example is run, and a command that fails where this machine cannot. */
const COMMANDS: readonly {
  readonly file: string;
  readonly run: readonly string[];
  readonly probe: readonly string[];
}[] = [
  { file: 'compare.sh', run: ['sh'], probe: ['sh', '-c', 'curl --version && jq --version'] },
  { file: 'compare.ts', run: [process.execPath], probe: [process.execPath, '--version'] },
  { file: 'compare.py', run: ['python3'], probe: ['python3', '--version'] },
  { file: 'compare_requests.py', run: ['python3'], probe: ['python3', '-c', 'import requests'] },
  { file: 'Compare.java', run: ['java'], probe: ['java', '--source', '17', '--version'] },
  { file: 'compare.go', run: ['go', 'run'], probe: ['go', 'version'] },
  { file: 'compare.php', run: ['php'], probe: ['php', '-r', 'curl_version();'] },
];
/** The examples that fetch a token and repeat what failed, one for each language. */
const RETRYING = COMMANDS.filter(({ file }) => file !== 'compare.py').map(({ file, ...command }) => ({
  ...command,
  file: file === 'compare_requests.py' ? 'compare.py' : file,
}));
/** How attempts fail first: curl tries again after no broken connection, requests after no response that breaks off. */
const FAILING_FIRST: Readonly<Record<string, readonly Treatment[]>> = {
  'compare.sh': [429, 500],
  'compare.py': [429, 'broken'],
};
const inRoot = (program: string, args: readonly string[]) => promisify(execFile)(program, args, { cwd: ROOT });
const isThere = (probe: readonly string[]) => spawnSync(probe[0]!, probe.slice(1), { stdio: 'ignore' }).status === 0;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describeUnless(noModels, 'the examples in docs/clients', () => {
  let api: RealApi;
  let dir: string;
  let token: string;
  let pictures: readonly [Buffer, Buffer];
  let expected: { readonly isFaceMatch: boolean; readonly matchingSimilarity: number; readonly status: string };

  beforeAll(async () => {
    api = await startRealApi({ settings: { rateLimit: 200, burstLimit: 200 } });
    token = await api.token();
    dir = await mkdtemp(join(tmpdir(), 'face-clients-'));
    pictures = [await encodeJpeg(drawnFace({ seed: 1 })), await encodeJpeg(drawnFace({ seed: 2 }))];
    await writeFile(join(dir, 'selfie.jpg'), pictures[0]);
    await writeFile(join(dir, 'id face.jpg'), pictures[1]);
    await writeFile(join(dir, 'notes.txt'), 'no picture');
    await writeFile(join(dir, 'huge.bmp'), Buffer.alloc(AWS_BODY_BYTES + 1));
    const { body, contentType } = await encodeForm(pair(...pictures));
    const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
    expected = JSON.parse((await send(api.url, COMPARE_PATH, { body, headers })).body).result;
  });
  afterAll(async () => {
    await api?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const run = (command: readonly string[], files: readonly string[], bearer: string): Promise<Ended> =>
    runWith({ BASE_URL: api.url, TOKEN: bearer }, command, files);
  const runWith = (
    variables: Readonly<Record<string, string>>,
    command: readonly string[],
    files: readonly string[],
  ): Promise<Ended> => {
    const [program = '', ...args] = [...command, ...files.map((file) => join(dir, file))];
    const env = { ...process.env, ...variables };
    return new Promise((done) => {
      execFile(program, args, { env, cwd: dir, timeout: 120_000 }, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      });
    });
  };

  it('are of at most 25 lines each, one for each language', () => {
    const entries = readdirSync(CLIENTS, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.md')).map(({ name }) => name);
    expect(files.sort()).toEqual([...COMMANDS.map(({ file }) => file), 'Compare.cs'].sort());
    for (const file of files) {
      const lines = readFileSync(join(CLIENTS, file), 'utf8').trimEnd().split('\n');
      expect([file, lines.length <= 25]).toEqual([file, true]);
    }
    const retrying = [...RETRYING.map(({ file }) => file), 'Compare.cs'].sort();
    expect(readdirSync(join(CLIENTS, 'with-retries')).sort()).toEqual(retrying);
  });

  it('are given a pair that is compared', () => expect(expected.status).toBe('Success'));

  it('get the answer that the README quotes', async () => {
    const photos = await Promise.all(
      ['selfie.jpg', 'document.jpg'].map((name) => readFile(join(ROOT, 'samples', name))),
    );
    const { body, contentType } = await encodeForm(pair(photos[0]!, photos[1]!));
    const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
    const answer = JSON.parse((await send(api.url, COMPARE_PATH, { body, headers })).body);
    const [quoted] = codeBlocks('README.md').filter(({ language }) => language === 'json');
    const { matchingSimilarity, ...rest } = JSON.parse(quoted!.code).result;
    expect(answer.result).toMatchObject(rest);
    expect(answer.result.matchingSimilarity).toBeCloseTo(matchingSimilarity, 2);
  });

  it.each(['', '?details=true'])('get answers that the OpenAPI document describes %s', async (query) => {
    for (const second of [pictures[1], Buffer.from('no picture')]) {
      const { body, contentType } = await encodeForm(pair(pictures[0], second));
      const headers = { authorization: `Bearer ${token}`, 'content-type': contentType, 'x-correlation-id': 'case-7' };
      const answer = await send(api.url, COMPARE_PATH + query, { body, headers });
      expect(answer.status).toBe(200);
      expect(answerMistakes('POST', COMPARE_PATH, answer)).toEqual([]);
    }
    expect(answerMistakes('GET', HEALTH_PATH, await send(api.url, HEALTH_PATH, { method: 'GET' }))).toEqual([]);
  });

  describe.each(COMMANDS)('$file', ({ file, run: command, probe }) => {
    const there = isThere(probe);
    const title = there ? 'works' : `is not run here: ${probe.join(' ')} fails`;

    it.skipIf(!there)(
      `${title}: compares, tells of unfit pictures, and fails with the message of a refusal or for a file that is not there`,
      async () => {
        const client = [...command, join(CLIENTS, file)];
        const [good, unfit, refused, tooLarge, missing] = await Promise.all([
          run(client, ['selfie.jpg', 'id face.jpg'], token),
          run(client, ['selfie.jpg', 'notes.txt'], token),
          run(client, ['selfie.jpg', 'id face.jpg'], await api.token({ external: false })),
          run(client, ['huge.bmp', 'id face.jpg'], token),
          run(client, ['selfie.jpg', 'nothing.jpg'], token),
        ]);
        const { isFaceMatch, matchingSimilarity, status } = expected;
        const [line = '', message = ''] = good.stdout.split('\n');
        const numbers = /^match=(true|false) similarity=([\d.e-]+) status=(\w+)$/.exec(line);
        expect([good.stderr, good.code]).toEqual(['', 0]);
        expect([numbers?.[1], numbers?.[3]]).toEqual([String(isFaceMatch), status]);
        expect(Number(numbers?.[2])).toBeCloseTo(matchingSimilarity, 12);
        expect(message).toContain('Processed successfully');

        expect([unfit.code, unfit.stderr]).toEqual([0, '']);
        expect(unfit.stdout).toMatch(/^match=false similarity=0 status=InvalidImage\n/);
        expect(unfit.stdout).toContain(`FaceFromDocument: ${invalidImage('other-format', 'text').message}`);

        expect(refused.code).toBeGreaterThan(0);
        expect(refused.stdout).toBe('');
        expect(refused.stderr).toContain(FAILURES.forbidden.message);

        // The text of AWS itself, which is no JSON.
        expect(tooLarge.code).toBeGreaterThan(0);
        expect(tooLarge.stderr).toMatch(/413|HTTP content length exceeded/);

        expect([missing.code > 0, missing.stdout]).toEqual([true, '']);
        expect(missing.stderr).not.toBe('');
        // People who try the example take Python's for a mistake of it.
        expect(missing.stderr).not.toContain('Traceback');

        for (const { stdout, stderr } of [good, unfit, refused, tooLarge, missing])
          expect(stdout + stderr).not.toContain(token);
      },
    );
  });

  describe.each([
    ['Postman', postman],
    ['Bruno', bruno],
  ])('the collection of %s', (_, read) => {
    it('gets 200 for each request, in its order, with the token that it keeps, and finds that the samples match', async () => {
      const { appSecret } = await demoApp(api.dir);
      const answers = await runCollection(await read(), { baseUrl: api.url, appSecret });
      expect([...answers.keys()].sort()).toEqual(Object.keys(DOCUMENT.paths).sort());
      for (const [path, { status }] of answers) expect([path, status]).toEqual([path, 200]);
      const { result } = JSON.parse(answers.get(COMPARE_PATH)!.body);
      expect(result).toMatchObject({ isFaceMatch: true, status: 'Success' });
    });
  });

  describe.concurrent.each(RETRYING)('with-retries/$file', ({ file, run: command, probe }) => {
    const there = isThere(probe);
    const title = there ? 'fetches' : `is not run here: ${probe.join(' ')} fails; fetches`;

    it.skipIf(!there)(
      `${title} a token, compares with one key in all attempts, and gives up on a 4xx at once`,
      async () => {
        const treatments = FAILING_FIRST[file] ?? ['broken', 'cut off', 429];
        const front = await startFailingFront(api.url, treatments);
        try {
          const client = [...command, join(CLIENTS, 'with-retries', file)];
          const { appId, appSecret } = await demoApp(api.dir);
          const variables = { BASE_URL: front.url, APP_ID: appId, APP_SECRET: appSecret };
          const [good, unknown] = await Promise.all([
            runWith(variables, client, ['selfie.jpg', 'id face.jpg']),
            runWith({ ...variables, APP_SECRET: 'wrong' }, client, ['selfie.jpg', 'id face.jpg']),
          ]);
          const { isFaceMatch, status } = expected;
          expect([good.stderr.replace(/^curl: .*\n/gm, ''), good.code]).toEqual(['', 0]);
          expect(good.stdout).toMatch(new RegExp(`^match=${isFaceMatch} similarity=[\\d.e-]+ status=${status}\n`));
          expect(good.stdout).toContain('Processed successfully');
          const [attempts, ...otherKeys] = front.attempts.values();
          expect([attempts!.length, attempts!.at(-1), otherKeys]).toEqual([treatments.length + 1, 'passed on', []]);
          expect(front.others).toEqual([OAUTH_TOKEN_PATH, OAUTH_TOKEN_PATH]);

          expect([unknown.code > 0, unknown.stdout]).toEqual([true, '']);
          expect(unknown.stderr).toContain('invalid_client');
          for (const { stdout, stderr } of [good, unknown]) expect(stdout + stderr).not.toContain(appSecret);
        } finally {
          await front.close();
        }
      },
    );
  });

  it('the example with types fits those that openapi-typescript makes of the OpenAPI document, and compares', async () => {
    // Next to the packages, so that the types of Node are found.
    const folder = await mkdtemp(join(ROOT, 'node_modules/.typed-'));
    try {
      const generator = ['test/support/clients/typescript-5.ts', 'node_modules/openapi-typescript/bin/cli.js'];
      const output = ['docs/openapi.json', '--output', join(folder, 'api.d.ts')];
      await inRoot(process.execPath, ['--import', `./${generator[0]}`, generator[1]!, ...output]);
      const client = join(CLIENTS, 'typed/compare.ts');
      const example = await readFile(client, 'utf8');
      const files = ['compare.ts', 'misspelt.ts'].map((name) => join(folder, name)) as [string, string];
      await writeFile(files[0], example);
      await writeFile(files[1], example.replaceAll('LivenessFace', 'Selfie').replaceAll('isFaceMatch', 'faceMatch'));
      const options = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext', '--types', 'node'];
      const checked = inRoot('node_modules/.bin/tsc', [
        ...options,
        '--allowImportingTsExtensions',
        '--ignoreConfig',
        ...files,
      ]);
      const { stdout } = await checked.then(
        () => ({ stdout: '' }),
        (error) => error,
      );
      const mistakes = [...stdout.matchAll(/(\w+\.ts)\(.*error (TS\d+)/g)].map(([, file, code]) => [file, code]);
      expect(mistakes).toEqual([
        ['misspelt.ts', 'TS2322'],
        ['misspelt.ts', 'TS2551'],
      ]);
      const { code, stdout: printed } = await run([process.execPath, client], ['selfie.jpg', 'id face.jpg'], token);
      const { isFaceMatch, status } = expected;
      expect([code, printed]).toEqual([0, expect.stringMatching(`^match=${isFaceMatch} .* status=${status}\n`)]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(WIRE_RECORDINGS)('the API takes what $client writes', async (recording) => {
    // Decoders read no further than the end of the image.
    const padded = Buffer.concat([pictures[0], Buffer.alloc(1_100_000)]);
    const waits = recording.head.includes('Expect: 100-continue');
    const sent = [waits ? padded : pictures[0], pictures[1]] as const;
    const answer = await exchangeBytes(api.url, wireBytes(recording, sent, new URL(api.url).host, token));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ statusCode: 200, result: expected });
  });
});
