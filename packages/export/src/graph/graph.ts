import type { Operation } from './operation.js';
import type { Constant, ElementType, TrigonometricColumns, Value } from './value.js';

/** What a graph is fed with. */
export interface Input extends Value {
  /** Lengths, or the names of those that each run decides. */
  readonly shape: readonly (number | string)[];
}

/** What a graph gives: a value under a name of its own. */
export interface Output extends Value {
  readonly shape: readonly (number | string)[];
}

/** One step with the value it makes. */
export interface Step {
  readonly operation: Operation;
  readonly output: Value;
}

/** A computation as a list: every step uses inputs, constants, and what the steps before it made. */
export interface Graph {
  readonly inputs: readonly Input[];
  readonly constants: readonly Constant[];
  readonly steps: readonly Step[];
  readonly outputs: readonly Output[];
}

/** A graph that is being written. */
export interface GraphBuilder {
  input(input: Input): Input;
  /** @param entries as many as the shape has, or what makes them */
  constant(
    name: string,
    shape: readonly number[],
    entries: Float32Array | Int32Array | (() => Float32Array),
    basis?: TrigonometricColumns,
  ): Constant;
  /** One number, to be stretched. */
  scalar(name: string, value: number): Constant;
  /** Appends a step. The value is called after `scope` and the kind of step. */
  apply(scope: string, operation: Operation): Value;
  /** Gives a float32 value under `name`. */
  output(name: string, value: Value, shape: readonly (number | string)[]): void;
  readonly graph: Graph;
}

/** An empty graph. */
export function createGraph(): GraphBuilder {
  const inputs: Input[] = [];
  const constants: Constant[] = [];
  const steps: Step[] = [];
  const outputs: Output[] = [];
  const taken = new Set<string>();
  const free = (wanted: string): string => {
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
  const builder: GraphBuilder = {
    input: (input) => {
      taken.add(input.name);
      inputs.push(input);
      return input;
    },
    constant: (name, shape, entries, basis) => {
      const constant: Constant = {
        name: free(name),
        type: entries instanceof Int32Array ? 'int32' : 'float32',
        shape,
        entries: typeof entries === 'function' ? entries : () => entries,
        ...(basis === undefined ? {} : { basis }),
      };
      constants.push(constant);
      return constant;
    },
    scalar: (name, value) => builder.constant(name, [], Float32Array.of(value)),
    apply: (scope, operation) => {
      const output: Value = { name: free(`${scope}/${operation.kind}`), type: typeOf(operation) };
      steps.push({ operation, output });
      return output;
    },
    output: (name, value, shape) => {
      const output: Output = { name, type: value.type, shape };
      taken.add(name);
      steps.push({ operation: { kind: 'identity', inputs: [value] }, output });
      outputs.push(output);
    },
    graph: { inputs, constants, steps, outputs },
  };
  return builder;
}

function typeOf(operation: Operation): ElementType {
  if (operation.kind === 'truncate') return 'int32';
  if (operation.kind === 'float') return 'float32';
  return operation.inputs[0].type;
}
