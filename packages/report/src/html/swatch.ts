import { symbolPath } from '../charts/symbol-path.js';
import type { MarkStyle } from '../theme/head-colors.js';
import { type Html, html } from './html.js';

/** The symbol of a series, as in the charts: in legends and in front of names. */
export function swatch({ color, shape }: MarkStyle): Html {
  return html`<svg class="swatch" viewBox="-8 -8 16 16" aria-hidden="true"><path d="${symbolPath(shape, 5.5)}" fill="${color}"/></svg>`;
}

/** Names up to this length stay on one line. */
const shortName = 20;

/** A configuration's name behind the symbol of its series. */
export function headName(configuration: { readonly label: string; readonly color: MarkStyle }): Html {
  const { label, color } = configuration;
  return html`<span class="head-name${label.length <= shortName ? ' short' : ''}">${swatch(color)}<span>${label}</span></span>`;
}
