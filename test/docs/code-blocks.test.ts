import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ref } from '../../lambda/contract/openapi-schemas.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { SETTINGS } from '../../lib/stack/settings/settings.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { schemaMistakes } from '../support/openapi.ts';
import { blocksIn, PAGES, page, shellCommands } from './pages.ts';

const run = promisify(execFile);
const SCRIPTS: Readonly<Record<string, string>> = packageJson.scripts;

/** Commands in code blocks, and in code within a line, such as in tables. */
const COMMANDS = [
  ...shellCommands(),
  ...PAGES.flatMap((name) =>
    [...page(name).matchAll(/`((?:npm|npx) [^`]+)`/g)].map(([, command = '']) => ({ where: name, command })),
  ),
];
const commandsLike = (pattern: RegExp) => COMMANDS.filter(({ command }) => pattern.test(command));
const flagsOf = (text: string) => [...text.matchAll(/(?<=^|[\s[|(])--([a-z][\w-]*)/g)].map(([, flag = '']) => flag);

/** Returns a command's file in bin, the files it imports and the files those import: one of them declares its options. */
function sourcesOf(script: string): string {
  const file = /^(?:exec )?node (?:--import \S+ )?(\S+)/.exec(SCRIPTS[script] ?? '')?.[1];
  if (file === undefined) return '';
  const own = [join(ROOT, file)];
  const imported = own.flatMap(importsOf);
  return [...own, ...imported, ...imported.flatMap(importsOf)].map((path) => readFileSync(path, 'utf8')).join('\n');
}

function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+\.ts)'/g);
  return [...found].map(([, path = '']) => join(dirname(file), path)).filter(existsSync);
}

describe('commands in the pages', () => {
  it('are found', () => expect(COMMANDS.length).toBeGreaterThan(60));

  it('that npm runs exist, with their options', () => {
    const unknown = commandsLike(/^(\S+=\S+ )?npm (?!run$)/).filter(({ command }) => {
      const [, name = '', rest = ''] = /npm (?:run )?(?:-s )?([\w-]+)(.*)/.exec(command) ?? [];
      if (['ci', 'install', 'version'].includes(name)) return false;
      if (!(name in SCRIPTS)) return true;
      const [, own = ''] = rest.split(/ \[?-- /);
      const sources = sourcesOf(name);
      return flagsOf(own).some((flag) => !new RegExp(`--${flag}\\b|['"]?\\b${flag}['"]?:`).test(sources));
    });
    expect(unknown).toEqual([]);
  });

  it('of the CDK exist, with their options', async () => {
    const used = commandsLike(/^npx cdk /).map(({ command }) => command.split(' ')[2]!);
    for (const verb of new Set(used)) {
      const { stdout } = await run(process.execPath, ['node_modules/aws-cdk/bin/cdk', verb, '--help'], { cwd: ROOT });
      expect(stdout).toContain(`cdk ${verb}`);
      const flags = commandsLike(new RegExp(`^npx cdk ${verb}\\b`)).flatMap(({ command }) => flagsOf(command));
      for (const flag of flags) expect([verb, flag, stdout.includes(`--${flag}`)]).toEqual([verb, flag, true]);
    }
    expect(used).toContain('deploy');
  });

  it('give only settings that exist', () => {
    const used = COMMANDS.flatMap(({ where, command }) =>
      [...command.matchAll(/-c (\w+)=/g)].map(([, setting = '']) => ({ where, setting })),
    );
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(({ setting }) => !(setting in SETTINGS) && !['name', 'NAME'].includes(setting))).toEqual([]);
  });

  it('name only files of this project that exist', () => {
    const paths = COMMANDS.flatMap(({ where, command }) =>
      [...command.matchAll(/(?<=^|\s)((?:docs|bin|test|lib|lambda|layers|\.ci)\/[\w./-]*\w)(?=$|\s)/g)].map(
        ([, path = '']) => ({
          where,
          path,
        }),
      ),
    );
    // Files that a command writes need not exist.
    expect(paths.filter(({ path }) => !existsSync(join(ROOT, path)) && !/\/(mine|auraface)\.json$/.test(path))).toEqual(
      [],
    );
  });

  it.each(blocksIn('sh').map(({ where, code }) => [where, code] as const))('are shell that parses: %s', (_, code) => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('JSON in the pages', () => {
  it.each(blocksIn('json').map(({ where, code }) => [where, code] as const))(
    'is JSON, and an answer as documented: %s',
    (_, code) => {
      const value = JSON.parse(code);
      if (value.statusCode === undefined) return;
      const compared = value.statusCode === 200 && 'isFaceMatch' in value.result;
      const token = value.statusCode === 200 && 'token' in value.result;
      const index = value.statusCode === 200 && 'links' in value.result;
      const other = index ? 'IndexEnvelope' : 'HealthEnvelope';
      const fine = compared ? 'ComparisonEnvelope' : token ? 'AppTokenEnvelope' : other;
      const name = value.statusCode === 200 ? fine : 'FailureEnvelope';
      expect(schemaMistakes({ $ref: ref(name) }, value)).toEqual([]);
    },
  );
});

describe('TypeScript and JavaScript in the pages', () => {
  it('passes the type check', async () => {
    const all = blocksIn('ts', 'js', 'typescript', 'javascript');
    // A part of the example that imports the construct, which is type-checked with the package.
    const blocks = all.filter(({ code }) => !code.includes(`from '${packageJson.name}'`));
    expect(blocks.length).toBeGreaterThan(0);
    // Next to the packages, so that imports are found.
    const dir = await mkdtemp(join(ROOT, 'node_modules/.docs-'));
    try {
      const files = blocks.map(({ language, where, code }, i) => ({
        file: join(dir, `block-${i}.${language.startsWith('t') ? 'mts' : 'mjs'}`),
        code: `// ${where}\n${code}\nexport {};\n`,
      }));
      for (const { file, code } of files) await writeFile(file, code);
      const options = ['--noEmit', '--allowJs', '--checkJs', '--skipLibCheck', '--strict', '--noImplicitAny', 'false'];
      const target = ['--target', 'es2024', '--module', 'nodenext', '--types', 'node', '--ignoreConfig'];
      const names = files.map(({ file }) => file);
      const { stdout } = await run('node_modules/.bin/tsc', [...options, ...target, ...names], { cwd: ROOT }).catch(
        (error) => error,
      );
      expect(stdout).toBe('');
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

it('every block is in a language that is checked or plain', () => {
  const checked = ['sh', 'json', 'ts', 'js', 'typescript', 'javascript', ''];
  const all = PAGES.flatMap((name) =>
    [...page(name).matchAll(/^ *```(\w+)$/gm)].map(([, language = '']) => `${name}: ${language}`),
  );
  expect(all.filter((found) => !checked.includes(found.split(': ')[1]!))).toEqual([]);
});
