import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commitOf } from '../process/machine.ts';

/** A checkout of this project. Disposing of it removes the worktree that was made for it. */
export interface Checkout extends Disposable {
  readonly root: string;
  /** Its commit, for the report. */
  readonly name: string;
}

/**
 * Returns another version of this project: a folder with it, or a git worktree of a revision, made in `.local/bench`. In the
 * worktree it finds this checkout's packages, so a revision with other versions of them needs its own folder.
 *
 * @param other folder or git revision
 * @param root of this checkout
 * @throws Error when it is neither
 */
export function otherCheckout(other: string, root: string): Checkout {
  const folder = resolve(other);
  if (existsSync(join(folder, 'lambda/face/engine.ts'))) {
    return { root: folder, name: commitOf(folder), [Symbol.dispose]: () => {} };
  }
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  let commit: string;
  try {
    commit = git('rev-parse', '--verify', '--quiet', `${other}^{commit}`);
  } catch {
    throw new Error(`${other} is neither a folder with this project nor a revision of it.`);
  }
  const worktree = join(root, '.local/bench', `${commit.slice(0, 12)}-${process.pid}`);
  git('worktree', 'add', '--detach', worktree, commit);
  return {
    root: worktree,
    name: commit.slice(0, 7),
    [Symbol.dispose]: () => void git('worktree', 'remove', '--force', worktree),
  };
}
