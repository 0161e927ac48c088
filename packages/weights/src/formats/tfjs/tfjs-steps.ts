import type { GraphStep } from '../../graph/graph-step.js';
import { type TfjsNode, tfjsAttribute } from './tfjs-model.js';

/**
 * What a node of a graph model does, as far as it tells weights; undefined for all others.
 *
 * @param shapeOf the shape of a stored tensor
 */
export function tfjsStep(
  node: TfjsNode,
  shapeOf: (name: string) => readonly number[] | undefined,
): GraphStep | undefined {
  // `^x` only says that x comes first; `x:0` is the first output of x.
  const inputs = (node.input ?? [])
    .filter((input) => !input.startsWith('^'))
    .map((input) => input.replace(/:0$/, ''));
  const [a, b, c] = inputs;
  const output = node.name;
  const flag = (name: string): boolean => tfjsAttribute(node, name)?.b === true;
  const isBiasFused = decodeStrings(tfjsAttribute(node, 'fused_ops')?.list?.s)[0] === 'BiasAdd';
  const bias = isBiasFused && c !== undefined ? { bias: { name: c, scale: 1 } } : {};
  switch (node.op) {
    case 'Identity':
    case 'Cast':
    case 'StopGradient':
      return a === undefined ? undefined : { kind: 'same', input: a, output };
    case 'MatMul':
    case '_FusedMatMul':
    case 'BatchMatMul':
    case 'BatchMatMulV2': {
      if (a === undefined || b === undefined) return undefined;
      const isBatch = node.op.startsWith('Batch');
      return {
        kind: 'product',
        a,
        b,
        transposeA: flag(isBatch ? 'adj_x' : 'transpose_a'),
        transposeB: flag(isBatch ? 'adj_y' : 'transpose_b'),
        scale: 1,
        ...bias,
        output,
      };
    }
    case 'Conv2D':
    case '_FusedConv2D': {
      const shape = b === undefined ? undefined : shapeOf(b);
      const isPointwise = shape?.length === 4 && shape[0] === 1 && shape[1] === 1;
      return isPointwise ? { kind: 'convolution', kernel: b!, outputAxis: 1, ...bias, output } : undefined;
    }
    case 'BiasAdd':
    case 'Add':
    case 'AddV2':
      return a === undefined || b === undefined ? undefined : { kind: 'add', a, b, output };
    default:
      return undefined;
  }
}

/** The converter writes texts in base64, older ones as they are. */
function decodeStrings(texts: readonly string[] | null | undefined): string[] {
  return (texts ?? []).map((text) => (text === 'BiasAdd' ? text : Buffer.from(text, 'base64').toString()));
}
