import type { Spread } from '../summary/spread.js';
import { type Html, html } from './html.js';

/** Mean ± standard deviation, as far as there are values; a dash where there is none. */
export function meanAndSpread(spread: Spread | null, format: (value: number) => string): Html {
  if (spread === null) return html`<span class="none">–</span>`;
  if (spread.deviation === null) return html`${format(spread.mean)}`;
  return plusMinus(spread.mean, spread.deviation, format);
}

/** A mean, and behind it how far it may be off, with no more digits than the mean has. */
export function plusMinus(mean: number, off: number, format: (value: number) => string): Html {
  const text = format(mean);
  // More digits than the mean has would promise what nobody knows; percentages have a fixed number of digits anyway.
  const digits = /^[^e%]*\.(\d+)$/.exec(text)?.[1]?.length;
  return html`${text} <span class="spread">± ${digits === undefined ? format(off) : off.toFixed(digits)}</span>`;
}
