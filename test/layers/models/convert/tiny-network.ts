/** An input of the network as the .xml file describes it: the layer it comes from and its dimensions. */
interface Source {
  readonly layer: number;
  readonly dims: readonly number[];
}

interface LayerText {
  readonly type: string;
  readonly data?: string;
  readonly inputs?: readonly Source[];
  readonly output?: readonly number[];
}

const PICTURE = [1, 3, 4, 4];
const MAP = [1, 2, 4, 4];

const POOL_DATA =
  'kernel="4, 4" strides="4, 4" pads_begin="0, 0" pads_end="0, 0" exclude-pad="true" auto_pad="explicit" rounding_type="floor"';
const CONV_DATA = 'strides="1, 1" dilations="1, 1" pads_begin="0, 0" pads_end="0, 0" auto_pad="explicit"';

/** Parameter, a 1x1 convolution of 3 channels to 2, PReLU, global average, Sigmoid, Result: each layer by its id. */
const LAYERS: readonly LayerText[] = [
  { type: 'Parameter', data: 'shape="1,3,4,4" element_type="f32"', output: PICTURE },
  { type: 'Const', data: 'element_type="f32" shape="2, 3, 1, 1" offset="0" size="24"', output: [2, 3, 1, 1] },
  {
    type: 'Convolution',
    data: CONV_DATA,
    inputs: [
      { layer: 0, dims: PICTURE },
      { layer: 1, dims: [2, 3, 1, 1] },
    ],
    output: MAP,
  },
  { type: 'Const', data: 'element_type="f16" shape="1" offset="24" size="2"', output: [1] },
  { type: 'Convert', data: 'destination_type="f32"', inputs: [{ layer: 3, dims: [1] }], output: [1] },
  {
    type: 'PReLU',
    inputs: [
      { layer: 2, dims: MAP },
      { layer: 4, dims: [1] },
    ],
    output: MAP,
  },
  { type: 'AvgPool', data: POOL_DATA, inputs: [{ layer: 5, dims: MAP }], output: [1, 2, 1, 1] },
  { type: 'Sigmoid', inputs: [{ layer: 6, dims: [1, 2, 1, 1] }], output: [1, 2, 1, 1] },
  { type: 'Result', inputs: [{ layer: 7, dims: [1, 2, 1, 1] }] },
];

/** A small network in OpenVINO's format, drawn up for tests. */
export function tinyNetworkXml(): string {
  const layers = LAYERS.map((layer, id) => layerXml(layer, id)).join('\n');
  const edges = LAYERS.flatMap(({ inputs = [] }, id) =>
    inputs.map(
      (source, port) => `<edge from-layer="${source.layer}" from-port="9" to-layer="${id}" to-port="${port}" />`,
    ),
  );
  return `<?xml version="1.0"?>\n<net name="tiny" version="11">\n<layers>\n${layers}\n</layers>\n<edges>\n${edges.join('\n')}\n</edges>\n</net>\n`;
}

function layerXml({ type, data, inputs = [], output }: LayerText, id: number): string {
  const ports = inputs.map(({ dims }, port) => portXml(port, dims)).join('');
  return [
    `<layer id="${id}" name="layer-${id}" type="${type}" version="opset1">`,
    data === undefined ? '' : `<data ${data} />`,
    ports === '' ? '' : `<input>${ports}</input>`,
    output === undefined ? '' : `<output>${portXml(9, output)}</output>`,
    '</layer>',
  ].join('');
}

function portXml(id: number, dims: readonly number[]): string {
  return `<port id="${id}">${dims.map((size) => `<dim>${size}</dim>`).join('')}</port>`;
}

/** The convolution's 2 x 3 weights as float32, and a slope of 0.25 as float16. */
export function tinyNetworkWeights(): Uint8Array {
  const bytes = new Uint8Array(26);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of [1, 0, 0, -1, -1, 0.5].entries()) view.setFloat32(4 * i, value, true);
  view.setUint16(24, 0x3400, true);
  return bytes;
}
