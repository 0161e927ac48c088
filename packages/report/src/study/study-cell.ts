import { type Html, html } from '../html/html.js';
import { plusMinus } from '../html/mean-and-spread.js';
import type { StudyInterval, StudyValue } from '../study-report-data.js';

/** Texts over this length may break into lines. */
const longText = 32;

/**
 * A cell of a study's table.
 *
 * @param format of numbers
 * @param mostSeeds seeds of a full row: a mean over fewer says over how many
 */
export function studyCell(
  value: StudyValue | undefined,
  format: (value: number) => string,
  mostSeeds: number,
): Html {
  if (value === null || value === undefined) return html`<span class="none">–</span>`;
  if (typeof value === 'string') {
    return value.length > longText ? html`<span class="wrap">${value}</span>` : html`${value}`;
  }
  if (typeof value === 'number') return html`${format(value)}`;
  if ('atLeast' in value) return html`≥ ${format(value.atLeast)}`;
  return html`${meanWithInterval(value, format)}${value.n < mostSeeds ? html` <span class="spread">(n = ${value.n})</span>` : null}`;
}

/** `mean ± half` where the interval is even on both sides, else `mean (low to high)`. */
export function meanWithInterval(
  { mean, low, high }: Pick<StudyInterval, 'mean' | 'low' | 'high'>,
  format: (value: number) => string,
): Html {
  if (low === undefined || high === undefined) return html`${format(mean)}`;
  const half = (high - low) / 2;
  const uneven = Math.abs(high - mean - half) > 0.02 * half;
  return uneven
    ? html`${format(mean)} <span class="spread">(${format(low)} to ${format(high)})</span>`
    : plusMinus(mean, half, format);
}
