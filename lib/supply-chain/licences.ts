import { table } from '../cli/table.ts';
import type { ShippedPart } from './shipped.ts';

/** Licences of npm packages and models that allow commercial use and set no conditions for the code of this project. */
const ALLOWED_LICENCES: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  // libvips. It is a separate file that is loaded at run time and can be replaced, as the LGPL requires.
  'LGPL-3.0-or-later',
];

/** Licences of the libraries in libvips' package, in the words of its README. */
const ALLOWED_LIBRARY_LICENCES: readonly RegExp[] = [
  /^MIT License$/,
  /^(New BSD License|BSD [23]-Clause)( \+ Alliance for Open Media Patent License 1\.0)?$/,
  /^LGPLv3$/,
  /^Mozilla Public License 1\.1$/,
  /^(fontconfig|freetype|libtiff) License \(BSD-like\)$/,
  /^(libpng|zlib) License$/,
  /^zlib License, IJG License, BSD 3-Clause$/,
];

/** Returns one line for each part whose licence is not in the lists. Do not deploy such a part. */
export function licenceProblems(parts: readonly ShippedPart[]): string[] {
  return parts
    .filter(({ kind, licence }) =>
      kind === 'library' ? !ALLOWED_LIBRARY_LICENCES.some((words) => words.test(licence)) : !isAllowed(licence),
    )
    .map(({ kind, name, version, licence }) => `${kind} ${name} ${version}: ${licence}`);
}

/** Returns whether an SPDX expression is allowed: all licences joined by AND, or one of the licences joined by OR. */
function isAllowed(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, ' ').trim();
  return plain
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((licence) => ALLOWED_LICENCES.includes(licence.trim())));
}

/** Returns a line for each part: kind, name and version, licence, and the functions that hold it. */
export function licenceTable(parts: readonly ShippedPart[]): string {
  const rows = parts.map(({ kind, name, version, licence, functions }) => [
    kind,
    `${name} ${version}`,
    licence,
    functions.join(', '),
  ]);
  return table(rows, 'text', 4);
}
