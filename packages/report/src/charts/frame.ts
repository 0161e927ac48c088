/** Size and padding of a Vega-Lite spec whose outer size is fixed. */
export interface Frame {
  /** Of the plot itself, px. */
  readonly width: number;
  readonly height: number;
  readonly padding: { left: number; right: number; top: number; bottom: number };
  readonly autosize: { type: 'none' };
}

/**
 * Lays out a drawing by hand: Vega has no font here to measure texts with, and panels beside each other must line up.
 *
 * @param outer size of the drawing, px
 * @param padding room around the plot for axes and labels, px
 */
export function frame(
  outer: { readonly width: number; readonly height: number },
  padding: { left: number; right: number; top: number; bottom: number },
): Frame {
  return {
    width: outer.width - padding.left - padding.right,
    height: outer.height - padding.top - padding.bottom,
    padding,
    autosize: { type: 'none' },
  };
}
