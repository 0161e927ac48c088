import { linearTicks, logTicks } from '../charts/log-ticks.js';
import { formatCompact } from '../format/format-compact.js';
import { typesetNumber } from '../format/typeset-number.js';
import type { StudyAxis } from '../study-report-data.js';

/** Where numbers are on an axis: 0 is its start, 1 its end. */
export interface AxisScale {
  readonly domain: readonly [number, number];
  readonly log: boolean;
  place(value: number): number;
  /** The number at a place: the inverse of `place`. */
  valueAt(place: number): number;
  /** Round numbers, at most about `most`. */
  ticks(most: number): number[];
  /** Text of a tick. */
  format(tick: number): string;
}

/**
 * An axis that holds all values with a little air on both sides. Linear: it does not go below 0 for values that do not, nor
 * above 100% for shares that do not.
 *
 * @param values at least one; positive where the axis is logarithmic
 * @param air share of the range on each side
 */
export function axisScale(axis: StudyAxis, values: readonly number[], air: number): AxisScale {
  const log = axis.scale === 'log';
  const percent = axis.format === 'percent';
  const low = Math.min(...values);
  const high = Math.max(...values);
  const domain: [number, number] = log ? logDomain(low, high, air) : linearDomain(low, high, air);
  if (!log && percent && high <= 1) domain[1] = Math.min(1, domain[1]);
  const bend = (value: number): number => (log ? Math.log(value) : value);
  const [start, end] = [bend(domain[0]), bend(domain[1])];
  const valueAt = (place: number): number => {
    const bent = start + place * (end - start);
    return log ? Math.exp(bent) : bent;
  };
  return {
    domain,
    log,
    valueAt,
    place: (value) => (bend(value) - start) / (end - start),
    ticks: (most) => (log ? logTicks(domain[0], domain[1], most) : linearTicks(domain[0], domain[1], most)),
    format: (tick) =>
      percent ? `${Number((tick * 100).toPrecision(9))}%`.replaceAll('-', '\u2212') : tickText(tick),
  };
}

function logDomain(low: number, high: number, air: number): [number, number] {
  const factor = high > low ? (high / low) ** air : 2;
  return [low / factor, high * factor];
}

function linearDomain(low: number, high: number, air: number): [number, number] {
  const room = (high - low) * air || Math.abs(high) * 0.1 || 1;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

/** Short where nothing is lost by it: 20000 → "20k", but 20125 → "20,125". */
function tickText(tick: number): string {
  if (Math.abs(tick) >= 1e4 && Number(tick.toPrecision(3)) === tick) {
    return `${tick < 0 ? '\u2212' : ''}${formatCompact(Math.abs(tick))}`;
  }
  return typesetNumber(String(tick));
}
