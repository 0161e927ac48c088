import { matrixShape, vectorLength } from '../elements/shape.js';
import type { LinearUse } from '../tensor-file.js';
import type { GraphStep } from './graph-step.js';

/** What a graph says of its tensors. */
export interface GraphFindings {
  /** Matrices that are the weights of a linear layer. */
  readonly uses: ReadonlyMap<string, LinearUse>;
  /** Vectors that such a layer adds. */
  readonly biases: ReadonlySet<string>;
  /** Tensors whose integers stand for other numbers. */
  readonly quantised: ReadonlySet<string>;
}

/** A tensor as a step sees it, perhaps transposed on the way. */
interface Origin {
  readonly tensor: string;
  readonly isTransposed: boolean;
}

/** Longer chains of steps that change nothing than any exporter writes. */
const longestChain = 100;

/** Steps looked at for what is added to one product; a real graph has a few, and no graph should cost more. */
const mostReaders = 1000;

/**
 * Finds the linear layers of a graph: matrices that are a factor of a product with something computed, and the vectors
 * that are added to it. A matrix that several steps use in different ways is kept, without what they disagree on.
 *
 * @param shapeOf the shape of a stored tensor; undefined for values that are computed
 */
export function linearUses(
  steps: readonly GraphStep[],
  shapeOf: (name: string) => readonly number[] | undefined,
): GraphFindings {
  const producers = new Map<string, GraphStep>();
  const readers = new Map<string, GraphStep[]>();
  const addReader = (value: string, step: GraphStep): void => {
    const list = readers.get(value);
    if (list === undefined) readers.set(value, [step]);
    else list.push(step);
  };
  for (const step of steps) {
    if (step.kind !== 'dequantise') producers.set(step.output, step);
    if (step.kind === 'same') addReader(step.input, step);
    if (step.kind === 'add') {
      addReader(step.a, step);
      addReader(step.b, step);
    }
  }

  const originOf = memo((name: string): Origin | undefined => {
    let isTransposed = false;
    let value = name;
    for (let length = 0; length < longestChain; length++) {
      if (shapeOf(value) !== undefined) return { tensor: value, isTransposed };
      const step = producers.get(value);
      if (step?.kind !== 'same' && step?.kind !== 'transpose') return undefined;
      if (step.kind === 'transpose') isTransposed = !isTransposed;
      value = step.input;
    }
    return undefined;
  });

  const vectorOf = (name: string): string | undefined => {
    const origin = originOf(name);
    return origin !== undefined && vectorLength(shapeOf(origin.tensor)!) !== undefined
      ? origin.tensor
      : undefined;
  };

  /** The one vector that is added to a value; undefined where there are none or several. */
  const addedTo = memo((output: string): string | undefined => {
    const found = new Set<string>();
    const seen = new Set<string>();
    const open = [output];
    let numReaders = 0;
    while (open.length > 0) {
      const value = open.pop()!;
      if (seen.has(value) || seen.size > longestChain) continue;
      seen.add(value);
      for (const step of readers.get(value) ?? []) {
        if (++numReaders > mostReaders) return undefined;
        if (step.kind === 'same') open.push(step.output);
        if (step.kind !== 'add') continue;
        const vector = vectorOf(step.a === value ? step.b : step.a);
        if (vector !== undefined) found.add(vector);
      }
    }
    return found.size === 1 ? [...found][0] : undefined;
  });

  const uses = new Map<string, LinearUse>();
  const biases = new Set<string>();
  const addUse = (
    origin: Origin,
    axis: 0 | 1,
    scale: number,
    step: Extract<GraphStep, { kind: 'product' | 'convolution' }>,
  ): void => {
    const { tensor, isTransposed } = origin;
    const own = step.bias === undefined ? undefined : vectorOf(step.bias.name);
    const added = own ?? addedTo(step.output);
    const bias =
      added === undefined
        ? undefined
        : { name: added, scale: own === undefined ? 1 : (step.bias?.scale ?? 1) };
    if (bias !== undefined) biases.add(bias.name);
    const use: LinearUse = {
      outputAxis: isTransposed ? (axis === 0 ? 1 : 0) : axis,
      certain: true,
      scale,
      ...(bias === undefined ? {} : { bias }),
    };
    const earlier = uses.get(tensor);
    uses.set(tensor, earlier === undefined ? use : agreement(earlier, use));
  };
  const matrixOf = (name: string): Origin | undefined => {
    const origin = originOf(name);
    return origin !== undefined && matrixShape(shapeOf(origin.tensor)!) !== undefined ? origin : undefined;
  };
  for (const step of steps) {
    if (step.kind === 'convolution') {
      const kernel = matrixOf(step.kernel);
      if (kernel !== undefined) addUse(kernel, step.outputAxis, 1, step);
    }
    if (step.kind !== 'product') continue;
    const a = matrixOf(step.a);
    const b = matrixOf(step.b);
    // A product of two constants is no layer.
    if (a !== undefined && b === undefined) addUse(a, step.transposeA ? 1 : 0, step.scale, step);
    if (b !== undefined && a === undefined) addUse(b, step.transposeB ? 0 : 1, step.scale, step);
  }
  const quantised = new Set(steps.flatMap((step) => (step.kind === 'dequantise' ? step.inputs : [])));
  return { uses, biases, quantised };
}

/** What two uses of the same matrix have in common. */
function agreement(one: LinearUse, other: LinearUse): LinearUse {
  const sameBias = one.bias?.name === other.bias?.name && one.bias?.scale === other.bias?.scale;
  const { outputAxis } = one;
  return {
    certain: true,
    // Where they disagree on the scale there is no one layer to speak of, and the numbers themselves are what is left.
    scale: one.scale === other.scale ? one.scale : 1,
    ...(outputAxis !== undefined && outputAxis === other.outputAxis ? { outputAxis } : {}),
    ...(sameBias && one.bias !== undefined ? { bias: one.bias } : {}),
  };
}

/** Asks once for each name: a hostile graph may ask for the same thing a million times. */
function memo<Result>(find: (name: string) => Result): (name: string) => Result {
  const found = new Map<string, Result>();
  return (name) => {
    if (!found.has(name)) found.set(name, find(name));
    return found.get(name) as Result;
  };
}
