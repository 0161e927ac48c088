import { textWidth } from '../charts/svg-text.js';
import type { AxisScale } from './axis-scale.js';

/** With more different x than this, round numbers are the better ticks. */
const mostOwnTicks = 14;

/**
 * Ticks of a horizontal axis: the measured x themselves where they are few, without those whose texts would touch another
 * one; else round numbers.
 *
 * @param width of the plot, px
 */
export function xTicks(
  xs: readonly number[],
  scale: AxisScale,
  { width, fontSize }: { width: number; fontSize: number },
): number[] {
  const own = [...new Set(xs)].sort((a, b) => a - b);
  const candidates = own.length <= mostOwnTicks ? own : scale.ticks(Math.max(2, Math.floor(width / 70)));
  const halfWidth = (tick: number): number => (fontSize * textWidth(scale.format(tick))) / 2;
  const ticks: number[] = [];
  // From the last to the first: the largest width is where a reader looks first.
  for (const tick of candidates.reverse()) {
    const next = ticks[0];
    const room =
      next === undefined ? Number.POSITIVE_INFINITY : (scale.place(next) - scale.place(tick)) * width;
    if (next === undefined || room >= halfWidth(tick) + halfWidth(next) + fontSize * 0.6) ticks.unshift(tick);
  }
  return ticks;
}
