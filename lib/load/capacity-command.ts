import { type TableStyle, table } from '../cli/table.ts';
import { writeJson } from '../cli/write-json.ts';
import { PER_COMPARISON } from '../cost/workload.ts';
import { LIMITS_DATE } from './aws-limits.ts';
import { type Burst, burstOf, type Capacity, capacityOf, limitsByRate, type ReachedLimit } from './capacity.ts';
import type { CapacityOptions } from './capacity-options.ts';

/** Prints what rates of comparisons need on AWS, which limits they meet, and what becomes of bursts. */
export async function capacity({ rates, comparisonMs, times, style, json }: CapacityOptions): Promise<void> {
  const { itemBytes } = PER_COMPARISON;
  const needs = rates.map((rate) => capacityOf(rate, times, itemBytes));
  const limits = limitsByRate(times, itemBytes);
  const bursts = rates.map((rate) => burstOf(Math.ceil(rate), times));
  console.log(
    [
      `A comparison of ${comparisonMs} ms: compare function ${times.compare} ms, a start ${times.compareStart} ms more; authorizer ` +
        `${times.authorizer} ms, a start ${times.authorizerStart} ms more; audit item ${itemBytes} bytes`,
      `What rates need\n\n${needsTable(needs, style)}`,
      `AWS's default limits of ${LIMITS_DATE}, one account and Region, by the rate that reaches them\n\n${limitsTable(limits, style)}`,
      `Requests at once from nothing, with the default limits and a usage plan that lets them through\n\n${burstsTable(bursts, style)}`,
    ].join('\n\n'),
  );
  await writeJson(json, { limitsDate: LIMITS_DATE, comparisonMs, times, itemBytes, rates: needs, limits, bursts });
}

export function needsTable(needs: readonly Capacity[], style: TableStyle): string {
  const head = [
    'rate /s',
    'busy',
    'environments',
    'started from nothing',
    's to add',
    'write units /s',
    'clients at least',
    'accounts',
  ];
  const rows = needs.map(
    ({ rate, busy, environments, startedByJump, secondsToScale, writeUnits, partitions, accounts }) => [
      figure(rate),
      `${figure(busy.compare)} + ${figure(busy.authorizer)}`,
      `${figure(environments.compare)} + ${figure(environments.authorizer)}`,
      `${figure(startedByJump.compare)} + ${figure(startedByJump.authorizer)}`,
      figure(secondsToScale),
      `${figure(writeUnits)} + ${figure(writeUnits)}`,
      figure(partitions),
      figure(accounts),
    ],
  );
  return table([head, ...rows], style, 0);
}

export function limitsTable(limits: readonly ReachedLimit[], style: TableStyle): string {
  const rows = limits.map(({ what, limit, rate, raised, source }) => [
    what,
    source !== null && style === 'markdown' ? `[${limit}](${source})` : limit,
    raised,
    figure(Math.floor(rate)),
  ]);
  return table([['limit', 'is', 'raised', 'reached at /s'], ...rows], style, 3);
}

export function burstsTable(bursts: readonly Burst[], style: TableStyle): string {
  const head = [
    'at once',
    '429 by API Gateway',
    '5xx, no authorizer',
    'compared',
    'environments started',
    'answered ms',
  ];
  const rows = bursts.map(({ requests, limited, started, refused, answered }) =>
    [requests, limited, refused, started, 2 * started, answered].map(figure),
  );
  return table([head, ...rows], style, 0);
}

/** Three digits where a number is small, whole where it is large. */
function figure(value: number): string {
  return value.toLocaleString('en', value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
}
