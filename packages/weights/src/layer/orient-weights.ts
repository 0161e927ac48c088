import { formatShape, matrixShape } from '../elements/shape.js';
import { failAt, quote } from '../files/fail-at.js';
import type { StoredTensor } from '../tensor-file.js';

/** What is known about a layer besides its matrix. */
export interface OrientationFacts {
  readonly file: string;
  /** What the user says. */
  readonly transpose?: boolean | undefined;
  /** The length of the bias, or the number of names. */
  readonly numLabels?: number | undefined;
  /** The length of the bias that the file ties to the weights. */
  readonly tiedLength?: number | undefined;
}

/**
 * Whether the weights have one column per label.
 *
 * @throws InputError when that side does not have as many entries as there are labels, or when nothing tells the sides
 *   apart
 */
export function orientWeights(weights: StoredTensor, facts: OrientationFacts): boolean {
  const { file, transpose, numLabels, tiedLength } = facts;
  const [rows, cols] = matrixShape(weights.shape)!;
  const shape = `The weights ${quote(weights.name)} have shape ${formatShape(weights.shape)}`;
  if (rows === 0 || cols === 0) {
    failAt({ file }, 'wrong-count', `${shape}, so there is no layer.`, 'Name another tensor.');
  }
  const { use } = weights;
  const convention = use?.outputAxis === undefined ? undefined : use.outputAxis === 1;
  const said = transpose ?? (use?.certain ? convention : undefined);
  if (said !== undefined) {
    const labels = said ? cols : rows;
    if (numLabels !== undefined && labels !== numLabels) {
      const who = transpose === undefined ? 'the file says' : 'transpose says';
      const other = said ? rows : cols;
      failAt(
        { file },
        'wrong-count',
        `${shape}, of which ${who} that ${said ? 'columns' : 'rows'} are labels: ${labels}, and the bias or the names have ${numLabels}.`,
        other === numLabels
          ? `The other side would fit: give transpose: ${!said} (${said ? '--no-transpose' : '--transpose'}).`
          : 'Give the bias and the names of this layer.',
      );
    }
    return said;
  }
  const length = numLabels ?? tiedLength;
  if (length !== undefined && rows !== cols) {
    if (length === rows) return false;
    if (length === cols) return true;
  }
  if (length !== undefined && length !== rows && length !== cols && numLabels !== undefined) {
    failAt(
      { file },
      'wrong-count',
      `${shape}, and the bias or the names have ${length}, which fits neither side.`,
      'Name the weights, the bias and the names of the same layer.',
    );
  }
  if (convention !== undefined) return convention;
  return failAt(
    { file },
    'ambiguous',
    `${shape}, and nothing says which side counts the labels.`,
    'Give transpose: false (--no-transpose) for one row per label, transpose: true (--transpose) for one column per label, or a bias or names.',
  );
}
