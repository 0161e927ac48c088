import { add, dispose, mul, sub, type Tensor, tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { NamedArray } from '../files/safetensors.js';
import { takeTensor } from '../model/model-file.js';
import type { Parameter } from '../model/parameter.js';

/** Before a parameter's name in files, to tell its average from the parameter. */
const averagePrefix = 'average/';

/**
 * The mean of parameters over the updates of a training (Polyak and Juditsky, SIAM J. Control Optim. 1992): with plain
 * gradient descent, averaged SGD. The training itself goes on with the parameters as they are.
 */
export interface ParameterAverage {
  /** How many values each mean is of; 0 before {@link ParameterAverage.start}. */
  readonly count: number;
  /** Begins with the parameters as they are now: the mean of one value. */
  start(): void;
  /** Takes the parameters as they are now into the mean: ā ← ā + (w − ā) / count. */
  add(): void;
  /** Runs something with the means in the place of the parameters, and puts the parameters back, whatever happens. */
  during<T>(run: () => Promise<T>): Promise<T>;
  /** Leaves the means in the place of the parameters. */
  adopt(): void;
  /** Copies of the means under the names that files give them; none before the start. */
  read(): Promise<ReadonlyMap<string, NamedArray>>;
  /**
   * Takes over the means of a checkpoint.
   *
   * @param file for messages
   * @throws InputError (code `parameters-mismatch`)
   */
  restore(tensors: ReadonlyMap<string, NamedArray>, count: number, file: string): void;
  dispose(): void;
}

/** Makes an average that has not started. All parameters must be variables of TensorFlow.js. */
export function parameterAverage(parameters: readonly Parameter[]): ParameterAverage {
  const variables = parameters.map(variableOf);
  let means: Tensor[] = [];
  let count = 0;

  return {
    get count() {
      return count;
    },
    start: () => {
      dispose(means);
      means = variables.map((variable) => variable.clone());
      count = 1;
    },
    add: () => {
      count++;
      variables.forEach((variable, i) => {
        const mean = means[i]!;
        means[i] = tidy(() => add(mean, mul(sub(variable, mean), 1 / count)));
        mean.dispose();
      });
    },
    during: async (run) => {
      const current = variables.map((variable) => variable.clone());
      assignAll(variables, means);
      try {
        return await run();
      } finally {
        assignAll(variables, current);
        dispose(current);
      }
    },
    adopt: () => assignAll(variables, means),
    read: async () => {
      const tensors = new Map<string, NamedArray>();
      for (const [i, mean] of means.entries()) {
        const { name, shape } = parameters[i]!;
        // The cpu backend hands out its own memory.
        tensors.set(averagePrefix + name, { shape, data: ((await mean.data()) as Float32Array).slice() });
      }
      return tensors;
    },
    restore: (tensors, restoredCount, file) => {
      const found = parameters.map(({ name, shape }) =>
        takeTensor(tensors, averagePrefix + name, shape, file),
      );
      dispose(means);
      means = found.map((data, i) => tensor(data, [...parameters[i]!.shape]));
      count = restoredCount;
    },
    dispose: () => {
      dispose(means);
      means = [];
      count = 0;
    },
  };
}

function variableOf({ name, storage }: Parameter): Variable {
  if (storage.kind !== 'variable') {
    throw new TypeError(`parameterAverage: ${name} is no variable, but an embedding table on the host`);
  }
  return storage.variable;
}

function assignAll(variables: readonly Variable[], values: readonly Tensor[]): void {
  variables.forEach((variable, i) => {
    variable.assign(values[i]!);
  });
}
