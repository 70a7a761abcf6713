import { dirname, join } from 'node:path';
import { ROOMS } from './rooms.ts';

/** Source files by path from the root of the checkout, with `/` between folders, and their text. */
export type Sources = ReadonlyMap<string, string>;

/** Most source files in a folder. Nobody reads a larger folder as a table of contents. */
const MOST_FILES = 20;
/** Folders with their own limits. */
const LIMITS: Readonly<Record<string, number>> = { 'lambda/face': 12, lib: 0 };
/** Folders of `test` that mirror the sources. */
const MIRROR = /^test\/((?:lambda|layers|lib)(?:\/.*)?)$/;
/** Modules that a file imports by a relative path: static, dynamic, re-exported or type-only. */
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/**
 * Returns each violation of the tree's layout as a sentence: folders with too many files, folders that are not in the list of
 * rooms, imports against the order of the rooms, and test folders that mirror no source folder.
 */
export function layoutProblems(sources: Sources): string[] {
  const code = new Map([...sources].filter(([file]) => !file.startsWith('test/')));
  return [...largeFolders(sources), ...unknownRooms(code), ...importsUpwards(code), ...strayTests(sources, code)];
}

function largeFolders(sources: Sources): string[] {
  return [...Map.groupBy(sources.keys(), dirname)].flatMap(([folder, files]) => {
    const most = LIMITS[folder] ?? MOST_FILES;
    if (files.length <= most) return [];
    return [
      `${folder} holds ${files.length} files. At most ${most} are allowed: make folders of those that belong together.`,
    ];
  });
}

function unknownRooms(code: Sources): string[] {
  const unknown = new Set([...code.keys()].map((file) => dirname(file)).filter((folder) => !ROOMS.includes(folder)));
  return [...unknown].map((folder) => `${folder} is not among the rooms of lib/layout/rooms.ts.`);
}

function importsUpwards(code: Sources): string[] {
  return [...code].flatMap(([file, text]) => {
    const room = dirname(file);
    return Array.from(text.matchAll(RELATIVE_IMPORT), ([, path]) => join(room, path!))
      .filter((imported) => ROOMS.indexOf(room) < ROOMS.indexOf(dirname(imported)))
      .map((imported) => `${file} imports ${imported}, but ${room} stands below ${dirname(imported)}.`);
  });
}

function strayTests(sources: Sources, code: Sources): string[] {
  const folders = [...code.keys()].map((file) => `${dirname(file)}/`);
  const tests = new Set([...sources.keys()].filter((file) => file.endsWith('.test.ts')).map((file) => dirname(file)));
  return [...tests].flatMap((folder) => {
    const mirrored = MIRROR.exec(folder)?.[1];
    if (mirrored === undefined || folders.some((it) => it.startsWith(`${mirrored}/`))) return [];
    return [`${folder} mirrors ${mirrored}, which holds no sources.`];
  });
}
