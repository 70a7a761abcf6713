import { dirname, join } from 'node:path';

/** Source files by path from the root of the checkout, with `/` between folders, and their text. */
export type Sources = ReadonlyMap<string, string>;

/** A larger folder is no longer read as a table of contents. */
const MOST_FILES = 20;
/** Folders with a limit of their own. */
const LIMITS: Readonly<Record<string, number>> = { 'lambda/face': 12, lib: 0 };
/** Folders of `test` that mirror the sources. */
const MIRRORED = /^test\/((?:lambda|layers|lib)(?:\/.*)?)$/;
/** Modules that a file imports by a relative path: static, dynamic, re-exported or types alone. */
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

interface Import {
  readonly from: string;
  readonly to: string;
}

/**
 * Returns what breaks the layout of the tree that docs/architecture.md describes, a sentence each: folders with too many
 * files, imports of a file in a folder above, circles of folders, and test folders without a folder of sources.
 */
export function layoutProblems(sources: Sources): string[] {
  const code = new Map([...sources].filter(([file]) => !file.startsWith('test/')));
  const imports = [...code].flatMap(([from, text]) => importsOf(from, text));
  return [...largeFolders(sources), ...importsFromAbove(imports), ...circles(imports), ...strayTests(sources, code)];
}

function importsOf(from: string, text: string): Import[] {
  return Array.from(text.matchAll(RELATIVE_IMPORT), ([, path]) => ({ from, to: join(dirname(from), path!) }));
}

function largeFolders(sources: Sources): string[] {
  const sizes = new Map<string, number>();
  for (const file of sources.keys()) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
  return [...sizes].flatMap(([folder, size]) => {
    const most = LIMITS[folder] ?? MOST_FILES;
    return size > most
      ? [`${folder} holds ${size} files. At most ${most} are allowed; make folders of those that belong together.`]
      : [];
  });
}

function importsFromAbove(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to }) => dirname(from).startsWith(`${dirname(to)}/`))
    .map(({ from, to }) => `${from} imports ${to} from a folder above. Move what both need into a folder below.`);
}

/** Finds the folders that import each other, directly or around others: Tarjan's strongly connected components. */
function circles(imports: readonly Import[]): string[] {
  const below = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [upper, lower] = [dirname(from), dirname(to)];
    if (upper !== lower) below.set(upper, (below.get(upper) ?? new Set()).add(lower));
  }
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const found: string[] = [];
  const visit = (folder: string): void => {
    order.set(folder, order.size);
    lowest.set(folder, order.get(folder)!);
    open.push(folder);
    for (const next of below.get(folder) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) lowest.set(folder, Math.min(lowest.get(folder)!, lowest.get(next)!));
    }
    if (lowest.get(folder) !== order.get(folder)) return;
    const circle = open.splice(open.indexOf(folder));
    if (circle.length > 1) found.push(circleText(circle, imports));
  };
  for (const folder of below.keys()) if (!order.has(folder)) visit(folder);
  return found;
}

function circleText(circle: readonly string[], imports: readonly Import[]): string {
  const ties = imports.filter(({ from, to }) => {
    const [upper, lower] = [dirname(from), dirname(to)];
    return upper !== lower && circle.includes(upper) && circle.includes(lower);
  });
  return `These folders import each other: ${circle.toSorted().join(', ')}. ${ties.map(({ from, to }) => `${from} imports ${to}.`).join(' ')}`;
}

function strayTests(sources: Sources, code: Sources): string[] {
  const folders = new Set([...code.keys()].map((file) => dirname(file)));
  const tests = new Set([...sources.keys()].filter((file) => file.endsWith('.test.ts')).map((file) => dirname(file)));
  return [...tests].flatMap((folder) => {
    const mirrored = MIRRORED.exec(folder)?.[1];
    return mirrored === undefined || [...folders].some((it) => it === mirrored || it.startsWith(`${mirrored}/`))
      ? []
      : [`${folder} mirrors ${mirrored}, which holds no sources.`];
  });
}
