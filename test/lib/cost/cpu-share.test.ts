import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { usageOf } from '../../../lib/bench/process-usage.ts';
import { type CpuShare, limitCpu, stopAndGo } from '../../../lib/cost/cpu-share.ts';

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

  it('ends with a process that is already gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const limited = stopAndGo(child.pid!, 0.5);
    await new Promise((resolve) => child.once('exit', resolve));
    await limited.end();
    expect(limited.method).toContain('SIGSTOP');
  });
});
