import type { HeadShape } from '../theme/head-colors.js';

/** The outline of a series' symbol around (0, 0), about 2r wide, as in the charts. */
export function symbolPath(shape: HeadShape, r: number): string {
  switch (shape) {
    case 'circle':
      return `M${-r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
    case 'square':
      return `M${-r},${-r}h${2 * r}v${2 * r}h${-2 * r}Z`;
    case 'diamond':
      return `M0,${-1.3 * r}L${1.3 * r},0L0,${1.3 * r}L${-1.3 * r},0Z`;
    case 'triangle-up':
      return `M${-1.15 * r},${r}L0,${-1.15 * r}L${1.15 * r},${r}Z`;
    case 'triangle-down':
      return `M${-1.15 * r},${-r}L0,${1.15 * r}L${1.15 * r},${-r}Z`;
    case 'cross': {
      const a = r * 0.45;
      return `M${-a},${-r}H${a}V${-a}H${r}V${a}H${a}V${r}H${-a}V${a}H${-r}V${-a}H${-a}Z`;
    }
  }
}
