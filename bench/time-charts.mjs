// What the charts of growing times share, in the look of the reports' charts: panels of a time against a size, both on a
// logarithmic scale, in rows beneath each other.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

// The parts that draw are internal to @sbn/report, so they come from its build and not through its exports.
const reportFile = (path) => new URL(path, import.meta.resolve('@sbn/report')).href;
const { drawChart } = await import(reportFile('charts/draw-chart.js'));
const { frame } = await import(reportFile('charts/frame.js'));
const { logTicks } = await import(reportFile('charts/log-ticks.js'));
const { numberAxis } = await import(reportFile('charts/number-axis.js'));
const { standaloneSvg } = await import(reportFile('charts/standalone-svg.js'));
const { svgToPng } = await import(reportFile('charts/svg-to-png.js'));
const { chartConfig, panelSize, surface } = await import(reportFile('theme/chart-theme.js'));

/**
 * @param chart `{ name, title, caption, alternative, legend, rows }`; a row is `{ heading, panels: { heading, spec }[] }`
 *   with specs of {@link timePanel}
 * @returns `{ svg, png }`
 */
export async function drawTimeChart({ rows, ...chart }) {
  const svg = standaloneSvg(await drawChart({ ...chart, layout: { kind: 'grid', rows } }));
  return { svg, png: svgToPng(svg) };
}

/** Writes a chart to `<path>.svg` and `<path>.png`, and says where. */
export function writeChart(path, { svg, png }) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.svg`, svg);
  writeFileSync(`${path}.png`, png);
  console.log(`Drawn to ${relative(process.cwd(), path)}.svg and .png`);
}

/**
 * One drawing: a mark at each value, over the layers that are handed in.
 *
 * @param {object} panel
 * @param {string} panel.letter what x is
 * @param {readonly { x: number, y: number, color: string, shape: string }[]} panel.values y in milliseconds
 * @param {readonly [number, number]} panel.domain of the times, ms, the same for all panels of a chart
 * @param {(channels: { x, y, color }) => object[]} panel.layers Vega-Lite layers beneath the marks
 */
export function timePanel({ letter, values, domain, layers }) {
  const sizes = [...new Set(values.map(({ x }) => x))].sort((a, b) => a - b);
  const x = {
    field: 'x',
    ...numberAxis({
      title: `${letter} (log scale)`,
      domain: [sizes[0] / 1.15, sizes.at(-1) * 1.15],
      log: true,
      ticks: sizes,
      format: formatCount,
    }),
  };
  const y = {
    field: 'y',
    ...numberAxis({
      title: 'Time (log scale)',
      domain,
      log: true,
      ticks: logTicks(domain[0], domain[1], 9),
      format: formatTime,
      titleX: -50,
    }),
  };
  const color = { field: 'color', type: 'nominal', scale: null };
  return {
    ...frame({ ...panelSize, height: 290 }, { left: 50, right: 20, top: 30, bottom: 48 }),
    config: chartConfig(12),
    data: { values },
    layer: [
      ...layers({ x, y, color }),
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1, stroke: surface, strokeWidth: 1.5 },
        encoding: { x, y, color, shape: { field: 'shape', type: 'nominal', scale: null } },
      },
    ],
  };
}

/** The axis that a panel runs along, and where the others stand. */
export function panelHeading(axes, along, fixed) {
  const others = Object.keys(axes).filter((other) => other !== along);
  return `${axes[along].name} (${others.map((other) => `${axes[other].letter} = ${fixed[other].toLocaleString('en')}`).join(', ')})`;
}

/** The scale of all the times, with some room at both ends. */
export function timeDomain(milliseconds, room) {
  return [Math.min(...milliseconds) / room, Math.max(...milliseconds) * room];
}

export function formatTime(milliseconds) {
  if (milliseconds >= 1000) return `${Number((milliseconds / 1000).toPrecision(2))} s`;
  if (milliseconds >= 1) return `${Number(milliseconds.toPrecision(2))} ms`;
  return `${Number((milliseconds * 1000).toPrecision(2))} µs`;
}

/** 1000 as 1k, so that the ticks of a wide range stand apart. */
function formatCount(count) {
  return count >= 1000 ? `${count / 1000}k` : String(count);
}
