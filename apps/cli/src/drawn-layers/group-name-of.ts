import type { DrawnCell } from './drawn-summary.js';

/** The size that a row of a table belongs to: layers of one size are compared with each other. */
export function groupNameOf({
  numLabels,
  k,
  cardinality,
}: Pick<DrawnCell, 'numLabels' | 'k' | 'cardinality'>): string {
  return `k = ${k}, n = ${numLabels}${cardinality === k ? '' : `, ${cardinality} labels on`}`;
}
