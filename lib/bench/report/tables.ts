import { type TableStyle, table } from '../../cli/table.ts';
import type { InputKind } from '../inputs/inputs.ts';
import type { Machine } from '../process/machine.ts';
import type { ContenderFigures, Figures, StepFigures } from './figures.ts';

/** Returns one line about the machine, for the head of a report. */
export function machineLine({ cpu, cores, memoryGigabytes, node, load, date, commit }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGigabytes} GB, Node ${node}, load ${load.toFixed(1)}, commit ${commit}, ${date}`;
}

/** Returns a row a kind of input, with the bytes of each pair. */
export function inputsTable(inputs: readonly InputKind[], style: TableStyle): string {
  const size = (bytes: number): string =>
    bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const rows = inputs.map(({ name, title, pairs }) => [
    name,
    title,
    pairs.map(([a, b]) => `${size(a.length)} + ${size(b.length)}`).join(', '),
  ]);
  return table([['kind', 'inputs', 'bytes'], ...rows], style, 3);
}

const NO_PUBLISHED =
  ". The embedder's file as published, before it was rewritten, is not at hand: its run and the ratios to it are left out.";

/** Returns times, runs of models and ratios as tables. */
export function figuresTables({ kinds, models, targets }: Figures, style: TableStyle): string {
  const names = Object.keys(kinds);
  const contenders = names.flatMap((name): (readonly [string, ContenderFigures])[] => {
    const { plain, ...own } = kinds[name]!;
    return plain === null
      ? [[name, own]]
      : [
          [name, own],
          [`${name}, plain`, plain],
        ];
  });
  const stepNames = [...new Set(contenders.flatMap(([, { steps }]) => Object.keys(steps)))];
  const perStep = (title: string, cell: (figures: StepFigures) => string): string => {
    const rows = contenders.map(([name, { steps }]) => [name, ...stepNames.map((step) => orDash(steps[step], cell))]);
    return `${title}\n\n${table([['kind', ...stepNames], ...rows], style)}`;
  };
  const alone = Object.entries(models).map(([name, ms]) => [name, ms.toFixed(2)]);
  const held = targets.map(({ name, ratio, limit, is, met }) => [
    name,
    ratio.ratio.toFixed(2),
    `${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)}`,
    limit === null ? '-' : `${is} ${limit}`,
    limit === null ? '-' : met ? 'yes' : 'NO',
  ]);
  const sections = [
    `One comparison (ms; n: how many were measured; models: their runs and time within it)\n\n${table([TOTALS, ...contenders.map(totalRow)], style)}`,
    perStep(
      `Steps, both images together (ms, p50 / p95). Quality and embed cut their own crops.`,
      ({ p50, p95 }) => `${p50.toFixed(1)} / ${oneDecimal(p95)}`,
    ),
    perStep('Processor time of steps (ms, median)', ({ cpu }) => cpu.toFixed(1)),
    `One run of a model (ms, median)${models['published embedder'] === undefined ? NO_PUBLISHED : ''}\n\n${table([['model', 'p50'], ...alone], style)}`,
    ...(held.length > 0
      ? [`Ratios of medians\n\n${table([['ratio', 'is', '95 %', 'shall be', 'met'], ...held], style)}`]
      : []),
  ];
  return sections.join('\n\n');
}

const TOTALS = ['kind', 'n', 'p50', 'p95', 'CPU', 'models', 'of p50', 'faces'];

function totalRow([name, figures]: readonly [string, ContenderFigures]): string[] {
  const { comparisons, total, modelRuns, modelMs, modelShare, faces } = figures;
  return [
    name,
    String(comparisons),
    total.p50.toFixed(1),
    oneDecimal(total.p95),
    total.cpu.toFixed(1),
    `${modelRuns} x, ${modelMs.toFixed(1)}`,
    `${Math.round(100 * modelShare)} %`,
    faces.join(' + '),
  ];
}

function oneDecimal(value: number | null): string {
  return value === null ? '-' : value.toFixed(1);
}

function orDash(figures: StepFigures | undefined, cell: (figures: StepFigures) => string): string {
  return figures === undefined ? '-' : cell(figures);
}
