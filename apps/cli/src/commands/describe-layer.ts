import type { NamedLayer } from '../layer/read-layer.js';
import { formatInteger } from '../terminal/format-number.js';

/** What was read, in one line: a layer taken the wrong way round should catch the eye. */
export function describeLayer({ weights, tensor, biasTensor, bias, transposed, source }: NamedLayer): string {
  const biasWords =
    bias === undefined ? 'no bias' : biasTensor === undefined ? 'with bias' : `bias ${biasTensor}`;
  return `${source}: ${tensor}, ${formatInteger(weights.rows)} labels × ${formatInteger(weights.cols)} dimensions (one ${transposed ? 'column' : 'row'} per label), ${biasWords}`;
}
