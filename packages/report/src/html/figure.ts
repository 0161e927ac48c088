import type { DrawnChart } from '../charts/draw-chart.js';
import type { Drawing } from '../charts/draw-panel.js';
import { type Html, html, trustedHtml } from './html.js';
import { swatch } from './swatch.js';

/**
 * A chart in the page: heading, how to read it, legend, drawings. Where a chart comes in several sizes, the style sheet
 * shows the one that fits; either way it is one picture with one description to assistive technology.
 */
export function figure(chart: DrawnChart): Html {
  const { plan, layout } = chart;
  return html`<figure class="chart" id="chart-${plan.name}">
<figcaption><h3>${plan.title}</h3><p>${plan.caption}</p></figcaption>
${
  chart.legend.length === 0
    ? null
    : html`<ul class="legend">${chart.legend.map(({ label, color }) => html`<li>${swatch(color)}${label}</li>`)}</ul>`
}
<div class="drawing" role="img" aria-label="${plan.alternative}">${
    layout.kind === 'single'
      ? layout.sizes.map(({ size, drawing }) => svg(drawing, size.name))
      : layout.rows.map(
          (row) => html`${row.heading === undefined ? null : html`<p class="row-heading">${row.heading}</p>`}
<div class="panels">${row.panels.map(
            (panel) =>
              html`<div class="panel">${panel.heading === undefined ? null : html`<p class="panel-heading">${panel.heading}</p>`}${svg(panel.drawing, 'small')}</div>`,
          )}</div>`,
        )
  }</div>
</figure>
`;
}

function svg(drawing: Drawing, className: string): Html {
  return html`<svg class="${className}" viewBox="0 0 ${drawing.width} ${drawing.height}" aria-hidden="true">${trustedHtml(drawing.inner)}</svg>`;
}
