import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIgnoredLabels } from '../../../lib/accuracy/photos/ignored-labels.ts';
import { readPairs } from '../../../lib/accuracy/photos/pairs-file.ts';
import { folderError, GivenFileError, readGivenFile } from '../../../lib/cli/given-file.ts';

describe('a file that was given to a command', () => {
  it('is read', async () => {
    expect((await readGivenFile(import.meta.filename)).toString()).toContain('is read');
  });

  it.each([
    ['nofile.jpg', 'nofile.jpg cannot be read: there is no such file.'],
    [join(import.meta.filename, 'a.jpg'), `${import.meta.filename}/a.jpg cannot be read: there is no such file.`],
    [import.meta.dirname, `${import.meta.dirname} cannot be read: it is a folder.`],
  ])('is named with the reason why it cannot be read: %s', async (file, message) => {
    const error = await readGivenFile(file).catch((e: Error) => e);
    expect(error).toBeInstanceOf(GivenFileError);
    expect((error as Error).message).toBe(message);
  });

  it('may be a folder', () => {
    const error = (code: string) => folderError('/nonexist', { name: 'Error', message: 'x', code });
    expect(error('ENOENT')).toBeInstanceOf(GivenFileError);
    expect(error('ENOENT').message).toBe('/nonexist: there is no such folder.');
    expect(error('EACCES').message).toBe('/nonexist: this user may not read it.');
  });

  it('may be a list of pairs or of wrong labels', async () => {
    const message = '/nonexist.csv cannot be read: there is no such file.';
    await expect(readPairs('/nonexist.csv')).rejects.toThrow(message);
    await expect(readIgnoredLabels('/nonexist.csv', new Set())).rejects.toThrow(message);
  });
});
