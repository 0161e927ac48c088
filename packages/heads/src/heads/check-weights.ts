import { describeKind } from '../checks/describe-kind.js';
import type { ParameterDefinition } from '../definitions/head-definition.js';
import type { HeadWeights } from '../head-weights.js';

/**
 * Checks that weights fit the parameters of a head, and copies them into their order.
 *
 * @throws TypeError, RangeError when a parameter is missing, unknown, of another shape, or not finite
 */
export function checkWeights(
  place: string,
  weights: unknown,
  parameters: readonly Pick<ParameterDefinition, 'name' | 'shape'>[],
): Float32Array[] {
  if (typeof weights !== 'object' || weights === null) {
    throw new TypeError(`${place}: weights must be { name: { shape, data } }, got ${describeKind(weights)}`);
  }
  const names = parameters.map(({ name }) => name);
  for (const name of Object.keys(weights)) {
    if (!names.includes(name)) {
      throw new RangeError(
        `${place}: unknown parameter ${JSON.stringify(name)}; expected ${names.join(', ')}`,
      );
    }
  }
  return parameters.map(({ name, shape }) => {
    const values = (weights as HeadWeights)[name];
    if (values === undefined) {
      throw new RangeError(`${place}: parameter "${name}" is missing; expected ${names.join(', ')}`);
    }
    if (!Array.isArray(values?.shape) || !(values.data instanceof Float32Array)) {
      throw new TypeError(
        `${place}: parameter "${name}" must be { shape: number[], data: Float32Array }, got ${describeKind(values)}`,
      );
    }
    const size = shape.reduce<number>((product, length) => product * length, 1);
    if (values.shape.join() !== shape.join() || values.data.length !== size) {
      throw new RangeError(
        `${place}: parameter "${name}" must have shape [${shape.join(', ')}], ` +
          `got [${values.shape.join(', ')}] with ${values.data.length} values`,
      );
    }
    const wrong = values.data.findIndex((value) => !Number.isFinite(value));
    if (wrong !== -1) {
      throw new RangeError(`${place}: parameter "${name}" has ${values.data[wrong]} at position ${wrong}`);
    }
    return values.data.slice();
  });
}
