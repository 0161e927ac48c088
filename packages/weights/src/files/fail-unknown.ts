import { formatShape } from '../elements/shape.js';
import type { TensorInfo } from '../tensor.js';
import { failAt, quote } from './fail-at.js';

/** More of them would flood a terminal. The last ones are nearest to the output. */
const mostShown = 20;

/**
 * Throws the InputError that says which tensors there are to choose from.
 *
 * @param name what was asked for; undefined where a choice has to be made
 * @param what the part that is looked for
 * @param option the option that names it
 */
export function failUnknown(
  file: string,
  name: string | undefined,
  tensors: readonly TensorInfo[],
  what: string,
  option: string,
): never {
  const shown = tensors
    .slice(-mostShown)
    .map((tensor) => `${quote(tensor.name)} ${formatShape(tensor.shape)}`)
    .join(', ');
  const earlier = tensors.length > mostShown ? `${tensors.length - mostShown} others, then ` : '';
  const list = tensors.length === 0 ? 'none' : `${earlier}${shown}`;
  if (name !== undefined) {
    failAt(
      { file },
      'unknown-name',
      `There is no tensor ${quote(name)}; there are: ${list}.`,
      `Give one of these names as ${option}.`,
    );
  }
  failAt(
    { file },
    tensors.length === 0 ? 'unknown-name' : 'ambiguous',
    tensors.length === 0
      ? `Nothing in it can be the ${what}.`
      : `Several tensors can be the ${what}: ${list}.`,
    `Name the right one with ${option}.`,
  );
}
