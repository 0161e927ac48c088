import type { Spread } from '../summary/spread.js';
import { type Html, html } from './html.js';

/** Mean ± standard deviation, as far as there are values; a dash where there is none. */
export function meanAndSpread(spread: Spread | null, format: (value: number) => string): Html {
  if (spread === null) return html`<span class="none">–</span>`;
  if (spread.deviation === null) return html`${format(spread.mean)}`;
  const mean = format(spread.mean);
  // More digits than the mean has would promise what nobody knows; percentages have a fixed number of digits anyway.
  const digits = /^[^e%]*\.(\d+)$/.exec(mean)?.[1]?.length;
  const deviation = digits === undefined ? format(spread.deviation) : spread.deviation.toFixed(digits);
  return html`${mean} <span class="spread">± ${deviation}</span>`;
}
