import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { filesOf } from '../../layers/assemble.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { buildPackage } from '../../lib/package/build-package.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { propertiesOf } from '../lib/stack/rules/template-access.ts';
import { describeUnless, noModels } from '../support/shared.ts';

const EXAMPLE = join(ROOT, 'examples/construct');

describeUnless(noModels, 'the package of the construct', () => {
  /** Far from the checkout, as a user's app is: nothing is found there but what is installed. */
  let folder: string;
  let app: string;
  let installed: string;
  let contents: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'face-comparison-package-'));
    const made = join(folder, 'package');
    const tarball = await buildPackage({ folder: made, processors: ['x86_64'], pack: 'retail-0095' });
    contents = await filesOf(made);
    rmSync(made, { recursive: true });
    app = join(folder, 'app');
    installed = join(app, 'node_modules', packageJson.name);
    mkdirSync(installed, { recursive: true });
    await promisify(execFile)('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
    // What npm would install besides.
    mkdirSync(join(app, 'node_modules/@types'));
    for (const name of ['aws-cdk-lib', 'constructs', '@types/node']) {
      symlinkSync(join(ROOT, 'node_modules', name), join(app, 'node_modules', name));
    }
    cpSync(EXAMPLE, app, { recursive: true });
    const surface = readFileSync(join(ROOT, 'test/lib/stack/surface.ts'), 'utf8');
    writeFileSync(join(app, 'surface.ts'), surface.replace(/'[./]+lib\/stack\/index\.ts'/, `'${packageJson.name}'`));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a program of Node in the user's folder, without the variables of this process. */
  async function run(...args: string[]): Promise<{ code: number; output: string }> {
    const env = { PATH: process.env.PATH, CDK_OUTDIR: join(folder, 'cdk.out') };
    try {
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: app, env });
      return { code: 0, output: stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, output: stdout + stderr };
    }
  }

  const typeCheck = () => run(join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', app);

  it('has in its tarball everything that was made for it, and nothing of the machine', async () => {
    expect(await filesOf(installed)).toEqual(contents);
    for (const file of contents.filter((name) => /^(index\.js|package\.json|README\.md|types\/)/.test(name))) {
      const text = readFileSync(join(installed, file), 'utf8');
      expect([file, text.includes(ROOT), text.includes('node_modules/')]).toEqual([file, false, false]);
    }
  });

  it('asks for the versions with which it is tested, as the example does', () => {
    const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
    const own = packageJson.devDependencies;
    const peers = { 'aws-cdk-lib': `^${own['aws-cdk-lib']}`, constructs: `^${own.constructs}` };
    expect(read(join(installed, 'package.json'))).toMatchObject({
      name: packageJson.name,
      version: packageJson.version,
      license: packageJson.license,
      peerDependencies: peers,
    });
    const example = read(join(EXAMPLE, 'package.json'));
    const { [packageJson.name]: tarball, ...others } = { ...example.dependencies, ...example.devDependencies };
    expect(tarball).toBe('file:face-comparison.tgz');
    expect(own).toMatchObject(others);
  });

  it('type-checks with the example and with all that it exports', async () => {
    expect(await typeCheck()).toEqual({ code: 0, output: '' });
  });

  it('synthesizes the example, with what the example overrides and the code of the package', async () => {
    expect(await run('app.ts')).toMatchObject({ code: 0 });
    const out = join(folder, 'cdk.out');
    const template = JSON.parse(readFileSync(join(out, 'Onboarding.template.json'), 'utf8'));
    const compare = propertiesOf(template, 'AWS::Lambda::Function').find(({ PackageType }) => PackageType === 'Image');
    expect(compare.MemorySize).toBe(3_538);
    for (const { RetentionInDays } of propertiesOf(template, 'AWS::Logs::LogGroup')) expect(RetentionInDays).toBe(365);
    const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(5);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toHaveLength(1);
    expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(['UsageSalt', 'AuditTableArn']));
    const assets = readdirSync(out).filter((name) => name.startsWith('asset.'));
    expect(assets.filter((name) => existsSync(join(out, name, 'Dockerfile')))).toHaveLength(1);
    expect(assets.filter((name) => existsSync(join(out, name, 'index.mjs')))).toHaveLength(3);
    expect(JSON.stringify(template)).not.toContain(ROOT);
  });

  it('follows the props, says what it does not have, and can be required', async () => {
    const script = `
      const { App, Stack } = require('aws-cdk-lib');
      const { Architecture } = require('aws-cdk-lib/aws-lambda');
      const { FaceComparison, Identity } = require('${packageJson.name}');
      const app = new App({ builtinCloudFormationValidation: false, outdir: 'other.out' });
      const mistake = (id, props) => {
        try { new FaceComparison(new Stack(new App(), 'Stack'), id, props); } catch (error) { return error.message; }
      };
      const identity = Identity.oidc({ issuer: 'https://id.example.com/', audience: ['faces'], jwksUri: 'https://id.example.com/keys' });
      new FaceComparison(new Stack(app, 'Clients'), 'Faces', { identity, limits: { clients: { bank: { rateLimit: 10, burstLimit: 20 } } } });
      app.synth();
      console.log(JSON.stringify([
        mistake('Arm', { architecture: Architecture.ARM_64 }),
        mistake('Pack', { compare: { pack: 'combined', researchModels: true } }),
        mistake('Calibration', { compare: { calibration: 'mine.json' } }),
        mistake('Memory', { compare: { memorySize: 1 } }),
      ]));`;
    const { code, output } = await run('--input-type=commonjs', '--eval', script);
    expect([code, code === 0 ? '' : output]).toEqual([0, '']);
    expect(JSON.parse(output)).toEqual([
      'This package has no image for arm64: choose the other architecture.',
      expect.stringMatching(/^This package has no edgeface-xs\S*, .+ which pack combined needs here/),
      expect.stringContaining('no calibration/mine.json,'),
      expect.stringMatching(/^Expected .+ for compare\.memorySize but received 1\.$/),
    ]);
    const clients = (await filesOf(join(app, 'other.out'))).filter((file) => /^asset\.\w+\/clients\.json$/.test(file));
    expect(clients.map((file) => readFileSync(join(app, 'other.out', file), 'utf8'))).toEqual(['{"bank":"10/20"}']);
  });

  it('does not type-check where an export or a member is gone', async () => {
    const types = join(installed, 'types/lib/stack');
    const [index, construct] = ['index.d.ts', 'face-comparison.d.ts'].map((name) => join(types, name)) as [
      string,
      string,
    ];
    const exported = [...readFileSync(index, 'utf8').matchAll(/export (?:type )?\{([^}]+)\}/g)].flatMap(
      ([, names = '']) => names.split(',').map((name) => name.replace(/\btype\b/, '').trim()),
    );
    const members = [...readFileSync(construct, 'utf8').matchAll(/^ {4}(?:readonly )?(\w+)[(:]/gm)].map(
      ([, name]) => name!,
    );
    writeFileSync(index, "export { FaceComparison } from './face-comparison.js';\n");
    writeFileSync(
      construct,
      readFileSync(construct, 'utf8').replaceAll(/^ {4}(?:readonly )?(?!constructor)\w+[(:].*$/gm, ''),
    );
    const { code, output } = await typeCheck();
    expect(code).not.toBe(0);
    const gone = [...exported, ...members].filter((name) => !['FaceComparison', 'constructor'].includes(name));
    expect(gone.length).toBeGreaterThan(25);
    expect(gone.filter((name) => !output.includes(`'${name}'`))).toEqual([]);
  });
});
