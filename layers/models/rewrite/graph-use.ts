import type { OnnxGraph, OnnxNode, OnnxTensor } from '../convert/onnx-model.ts';

/** How many inputs of nodes each tensor is; the output of the graph counts once more. */
export function useCounts({ nodes, output }: OnnxGraph): ReadonlyMap<string, number> {
  const counts = new Map<string, number>([[output.name, 1]]);
  for (const name of nodes.flatMap(({ inputs }) => inputs)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** The constants of a graph by name. */
export function constantsByName({ constants }: OnnxGraph): ReadonlyMap<string, OnnxTensor> {
  return new Map(constants.map((constant) => [constant.name, constant]));
}

/** A graph with other nodes, and without the constants that none of them takes. */
export function withNodes(graph: OnnxGraph, nodes: readonly OnnxNode[]): OnnxGraph {
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  return { ...graph, nodes, constants: graph.constants.filter(({ name }) => used.has(name)) };
}

/** A node as messages name it. */
export function nodeText({ opType, name, output }: OnnxNode): string {
  return `${opType} ${name ?? output}`;
}
