import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { usageOf } from '../../../lib/bench/process/process-usage.ts';
import { type CpuShare, limitCpu, PERIOD_MS, stopAndGo } from '../../../lib/cost/cpu-share.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Share of one processor that a busy process gets while it is limited. */
async function shareUnder(limit: (pid: number) => Promise<CpuShare>): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'for(;;);']);
  children.push(child);
  await sleep(150);
  const limited = await limit(child.pid!);
  const before = usageOf(child.pid!).cpuMs;
  const start = performance.now();
  await sleep(1_000);
  const share = (usageOf(child.pid!).cpuMs - before) / (performance.now() - start);
  child.kill('SIGKILL');
  await limited.end();
  return share;
}

describe.runIf(process.platform === 'linux')('a share of processor time', () => {
  it('is what a busy process gets at most', async () => {
    const share = await shareUnder((pid) => limitCpu(pid, 0.25));
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.4);
  });

  it('can be given by stopping and continuing, too', async () => {
    const share = await shareUnder(async (pid) => stopAndGo(pid, 0.25));
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.5);
  });

  it('can be changed: by the quota of its group, or by stopping no longer', async () => {
    const child = spawn(process.execPath, ['-e', 'for(;;);']);
    children.push(child);
    const limited = await limitCpu(child.pid!, 0.25);
    limited.set(0.5);
    const quotas = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup'].flatMap((root) =>
      ['cpu.max', 'cpu.cfs_quota_us'].flatMap((name) => {
        const file = `${root}/face-comparison-${child.pid}/${name}`;
        return existsSync(file) ? [Number.parseInt(readFileSync(file, 'utf8'), 10)] : [];
      }),
    );
    // A group that a failing test left behind would stay.
    child.kill('SIGKILL');
    await limited.end();
    expect(quotas).toEqual(limited.method.includes('control group') ? [10_000] : []);
  });

  it('of the whole never stops a process', async () => {
    const child = spawn(process.execPath, ['-e', 'for(;;);']);
    children.push(child);
    const limited = stopAndGo(child.pid!, 0.05);
    const stopped = () => / T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8'));
    const seen = async (): Promise<boolean[]> => {
      const states: boolean[] = [];
      for (let i = 0; i < 30; i++) {
        states.push(stopped());
        await sleep(7);
      }
      return states;
    };
    expect(await seen()).toContain(true);
    limited.set(1);
    await sleep(3 * PERIOD_MS);
    expect(await seen()).not.toContain(true);
    limited.set(0.05);
    await sleep(3 * PERIOD_MS);
    expect(await seen()).toContain(true);
    child.kill('SIGKILL');
    await limited.end();
  });

  it('ends with a process that is already gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const limited = stopAndGo(child.pid!, 0.5);
    await new Promise((resolve) => child.once('exit', resolve));
    await limited.end();
    expect(limited.method).toContain('SIGSTOP');
  });
});
