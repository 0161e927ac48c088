import type { GraphStep } from '../../graph/graph-step.js';
import type { OnnxAttribute, OnnxNode } from './onnx-schema.js';
import { integer } from './onnx-tensor.js';

/**
 * What a node does, as far as it tells weights; undefined for all others.
 *
 * @param shapeOf the shape of a stored tensor
 */
export function onnxStep(
  node: OnnxNode,
  shapeOf: (name: string) => readonly number[] | undefined,
): GraphStep | undefined {
  const { opType, input } = node;
  const output = node.output[0];
  if (output === undefined) return undefined;
  const attribute = (name: string): OnnxAttribute | undefined =>
    node.attribute.find((candidate) => candidate.name === name);
  const flag = (name: string): boolean => {
    const found = attribute(name);
    return found !== undefined && integer(found.i) !== 0;
  };
  // An empty name is an input that is left out.
  const biasOf = (scale: number): { bias?: { name: string; scale: number } } =>
    input[2] ? { bias: { name: input[2], scale } } : {};
  switch (opType) {
    case 'Identity':
    case 'Cast':
    case 'CastLike':
    case 'Dropout':
      return input.length >= 1 ? { kind: 'same', input: input[0]!, output } : undefined;
    case 'Transpose': {
      const perm = attribute('perm')?.ints.map(integer) ?? [];
      if (input.length !== 1 || !(perm.length === 0 || (perm.length === 2 && perm[0] === 1)))
        return undefined;
      return { kind: 'transpose', input: input[0]!, output };
    }
    case 'MatMul':
      if (input.length !== 2) return undefined;
      return {
        kind: 'product',
        a: input[0]!,
        b: input[1]!,
        transposeA: false,
        transposeB: false,
        scale: 1,
        output,
      };
    case 'Gemm':
    case 'FusedGemm':
    case 'FusedMatMul':
      if (input.length < 2) return undefined;
      return {
        kind: 'product',
        a: input[0]!,
        b: input[1]!,
        transposeA: flag('transA'),
        transposeB: flag('transB'),
        scale: attribute('alpha')?.f ?? 1,
        ...(opType === 'FusedMatMul' ? {} : biasOf(attribute('beta')?.f ?? 1)),
        output,
      };
    case 'Conv': {
      const shape = input.length >= 2 ? shapeOf(input[1]!) : undefined;
      const group = attribute('group');
      const isPointwise =
        shape !== undefined && shape.length > 2 && shape.slice(2).every((side) => side === 1);
      if (!isPointwise || (group !== undefined && integer(group.i) !== 1)) return undefined;
      return { kind: 'convolution', kernel: input[1]!, outputAxis: 0, ...biasOf(1), output };
    }
    case 'Add':
      return input.length === 2 ? { kind: 'add', a: input[0]!, b: input[1]!, output } : undefined;
    default:
      // DequantizeLinear, MatMulInteger, QLinearMatMul, QGemm, DynamicQuantizeMatMul, MatMulNBits, ConvInteger, …
      return /^(Dequantize|QLinear|QGemm|QAttention|DynamicQuantize|.*Integer|MatMulNBits|MatMulBnb)/.test(
        opType,
      )
        ? { kind: 'dequantise', inputs: input }
        : undefined;
  }
}
