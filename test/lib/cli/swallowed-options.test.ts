import { Option } from 'commander';
import { expect, it } from 'vitest';
import { swallowedOptions } from '../../../lib/cli/swallowed-options.ts';

const OPTIONS = [
  new Option('--json', 'a flag'),
  new Option('--threshold <t>', 'a value'),
  new Option('-c, --context <name=value>', 'a setting'),
  new Option('--no-external', 'a flag that takes away'),
  new Option('-p, --port <n>', 'a port'),
  new Option('--cache <dir>', 'a folder'),
];
const SCRIPT = 'node --import ./bin/node-version.js bin/compare.ts';
const said = (args: string[], environment: Record<string, string>, script = '/x/bin/compare.ts') =>
  swallowedOptions('npm run compare --', OPTIONS, args, { npm_lifecycle_script: SCRIPT, ...environment }, script);

it.each([
  [
    ['a.jpg'],
    { npm_config_json: 'true' },
    'npm took --json for itself. Put -- before the options: npm run compare -- a.jpg --json',
  ],
  [
    ['a b.jpg'],
    { npm_config_threshold: '0.8' },
    "npm took --threshold for itself. Put -- before the options: npm run compare -- 'a b.jpg' --threshold 0.8",
  ],
  [
    [],
    { npm_config_call: 'threshold=0.8' },
    'npm took -c for itself. Put -- before the options: npm run compare -- -c threshold=0.8',
  ],
  [
    [],
    { npm_config_external: '' },
    'npm took --no-external for itself. Put -- before the options: npm run compare -- --no-external',
  ],
  [
    [],
    { npm_config_json: 'true', npm_config_port: '3001' },
    'npm took --json and --port for itself. Put -- before the options: npm run compare -- --json --port 3001',
  ],
])('explains what npm has kept: %j %j', (args, environment, message) => {
  expect(said(args, environment)).toBe(message);
});

it('says nothing where an option has arrived, where it is off, and of another script', () => {
  expect(said(['--json'], { npm_config_json: 'true' })).toBeNull();
  expect(said(['--threshold=0.8'], { npm_config_threshold: '0.9' })).toBeNull();
  expect(said([], { npm_config_json: 'false', npm_config_threshold: '', npm_config_external: 'true' })).toBeNull();
  expect(said([], { npm_config_loglevel: 'silent' })).toBeNull();
  // npm passes its own folder to every script.
  expect(said([], { npm_config_cache: '/home/user/.npm' })).toBeNull();
  expect(said([], { npm_config_json: 'true' }, '/x/bin/audit.ts')).toBeNull();
  expect(swallowedOptions('x', OPTIONS, [], { npm_config_json: 'true' }, '/x/bin/compare.ts')).toBeNull();
});
