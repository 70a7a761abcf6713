import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../lib/cli/root.ts';
import { ROOMS } from '../../lib/layout/rooms.ts';
import { sourceFiles } from '../../lib/layout/source-files.ts';

const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
const files = await sourceFiles(ROOT);
const exists = (path: string): boolean => files.some((file) => file === path || file.startsWith(`${path}/`));

describe('the page on the architecture', () => {
  test.each([...new Set(page.match(/`[\w./-]+\.ts`/g))])('names a file that exists: %s', (quoted) => {
    const path = quoted.slice(1, -1);
    expect(files.filter((file) => file === path || file.endsWith(`/${path}`))).not.toEqual([]);
  });

  test.each([...new Set(page.match(/`(?:bin|lambda|layers|lib|test)\/[\w/-]+`/g))])(
    'names a folder that exists: %s',
    (quoted) => {
      expect(exists(quoted.slice(1, -1))).toBe(true);
    },
  );

  test('names every room of lib and every step of lambda', () => {
    const tops = new Set(
      ROOMS.map((room) => room.split('/').slice(0, 2).join('/')).filter((room) => room.startsWith('lib/')),
    );
    for (const room of tops) expect(page).toContain(`${room}/`);
    const steps = ROOMS.filter((room) => /^lambda\/(?:face\/)?[a-z]+$/.test(room)).map((room) =>
      room.replace('lambda/', ''),
    );
    for (const step of steps) expect(page).toContain(`\n${step}/ `);
  });

  test('lists the steps of lambda in the order of the rooms', () => {
    const listed = Array.from(page.matchAll(/^((?:face\/)?[a-z]+)\/ {2,}/gm), ([, step]) => `lambda/${step}`);
    const known = listed.filter((room) => ROOMS.includes(room));
    expect(known).toEqual(ROOMS.filter((room) => known.includes(room)));
    expect(known.length).toBeGreaterThan(8);
  });

  test('names every command of package.json that starts a program of ours', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = Object.entries(scripts).filter(([, script]) =>
      /^(?:exec )?node (?:--import \S+ )?(?:bin|test)\//.test(script),
    );
    for (const [name] of commands) expect(page).toMatch(new RegExp(`\`(?:npm (?:run )?)?${name}\``));
    expect(commands.length).toBeGreaterThan(15);
  });
});
