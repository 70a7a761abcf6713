import { ConversionError } from '../convert/conversion-error.ts';
import { float16ToFloat32 } from '../convert/float16.ts';
import { FLOAT16, FLOAT32, type OnnxGraph } from '../convert/onnx-model.ts';
import { constantsByName, nodeText, withNodes } from './graph-use.ts';

/**
 * Writes float16 constants that are cast to float32 as float32, exactly: the file grows, and onnxruntime need not cast them
 * whenever it loads the model.
 *
 * @throws ConversionError where anything else is cast
 */
export function float32Constants(graph: OnnxGraph): OnnxGraph {
  const constants = constantsByName(graph);
  const names = new Map<string, string>();
  for (const node of graph.nodes.filter(({ opType }) => opType === 'Cast')) {
    const constant = constants.get(node.inputs[0]!);
    if (constant?.dataType !== FLOAT16 || node.attributes?.to !== FLOAT32) {
      throw new ConversionError(`${nodeText(node)}: expected a float16 constant to be cast to float32`);
    }
    if (names.has(constant.name)) throw new ConversionError(`${nodeText(node)}: ${constant.name} is cast twice`);
    names.set(constant.name, node.output);
  }
  const cast = graph.constants.map((constant) => {
    const name = names.get(constant.name);
    if (name === undefined) return constant;
    return { name, dims: constant.dims, dataType: FLOAT32, data: float16ToFloat32(constant.data) } as const;
  });
  return withNodes(
    { ...graph, constants: cast },
    graph.nodes.filter(({ opType }) => opType !== 'Cast'),
  );
}
