import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../../lib/cli/command-line.ts';
import { PER_COMPARISON } from '../../../lib/cost/workload.ts';
import { capacity } from '../../../lib/load/capacity-command.ts';
import { readCapacityOptions } from '../../../lib/load/capacity-options.ts';

describe('npm run load -- --model', () => {
  let printed = '';
  beforeEach(() => {
    printed = '';
    vi.spyOn(console, 'log').mockImplementation((text: string) => {
      printed += `${text}\n`;
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it('prints needs, limits and bursts from the times it was given', async () => {
    const around = PER_COMPARISON.aroundCpuMs + PER_COMPARISON.auditWaitMs;
    await capacity(readCapacityOptions(['--model', '--rate', '10,1000', '--ms', String(200 - around)]));
    expect(printed).toContain('compare function 200 ms');
    expect(printed).toMatch(/^ {2,}10 +2 \+ [\d.]+ +2 \+ 1 /m);
    expect(printed).toMatch(/^ *1,000 +200 \+ [\d.]+ +200 \+ 100 .* 2,000 \+ 2,000 +2 +1$/m);
    expect(printed).toMatch(/^DynamoDB, one client +1,000 write units a second +never +500$/m);
    expect(printed).toMatch(/^ *1,000 +0 +0 +1,000 +2,000 /m);
  });

  it('names the source of each limit in Markdown', async () => {
    await capacity(readCapacityOptions(['--model', '--markdown']));
    expect(printed).toMatch(/\| \[1,000 environments busy\]\(https:\/\/docs\.aws\.amazon\.com\/lambda\/\S+\) /);
  });

  it('has a heading for each column', async () => {
    await capacity(readCapacityOptions(['--model', '--markdown']));
    for (const text of printed.split('\n\n').filter((part) => part.startsWith('|'))) {
      const columns = text
        .trim()
        .split('\n')
        .map((line) => line.split('|').length);
      expect(new Set(columns).size).toBe(1);
    }
  });

  it('takes 10, 1,000 and 100,000 a second by default', () => {
    expect(readCapacityOptions(['--model']).rates).toEqual([10, 1000, 100_000]);
  });

  it.each([[['--ms', '0']], [['--rate', 'x']], [['--token', 't']], [['--start-ms', '-1']]])('refuses %j', (args) => {
    expect(() => readCapacityOptions(['--model', ...args])).toThrow(UsageError);
  });
});
