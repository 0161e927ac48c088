// The chart of the growth benchmark, in the look of the reports' charts.

// The parts that draw are internal to @sbn/report, so they come from its build and not through its exports.
const reportFile = (path) => new URL(path, import.meta.resolve('@sbn/report')).href;
const { drawChart } = await import(reportFile('charts/draw-chart.js'));
const { frame } = await import(reportFile('charts/frame.js'));
const { logTicks } = await import(reportFile('charts/log-ticks.js'));
const { numberAxis } = await import(reportFile('charts/number-axis.js'));
const { standaloneSvg } = await import(reportFile('charts/standalone-svg.js'));
const { svgToPng } = await import(reportFile('charts/svg-to-png.js'));
const { chartConfig, panelSize, surface } = await import(reportFile('theme/chart-theme.js'));

const measures = {
  any: { label: 'decide, first witness', color: { color: 'var(--head-4)', shape: 'triangle-up' } },
  best: { label: 'decide, best margin', color: { color: 'var(--head-1)', shape: 'circle' } },
  radius: { label: 'exact radius', color: { color: 'var(--head-2)', shape: 'square' } },
};
const origins = {
  planted: 'Label sets that an input outputs',
  random: 'Random label sets',
};
const axes = {
  numLabels: { name: 'Labels', letter: 'n' },
  dim: { name: 'Columns', letter: 'd' },
  cardinality: { name: 'Labels in the set', letter: 'k' },
};

/**
 * @param result the JSON of the growth benchmark
 * @returns `{ svg, png }`
 */
export async function drawGrowthChart({ points, fixed, machine, versions }) {
  const times = points.flatMap(({ milliseconds }) => milliseconds);
  const domain = [Math.min(...times) / 1.2, Math.max(...times) * 1.2];
  const panelsOf = (origin) =>
    Object.keys(axes)
      .filter((along) => points.some((point) => point.along === along))
      .map((along) => ({
        heading: headingOf(along, fixed),
        spec: panel(
          along,
          points.filter((point) => point.origin === origin && point.along === along),
          domain,
        ),
      }));
  const chart = await drawChart({
    name: 'detect-growth',
    title: 'Time to decide one label set, and to find its exact radius',
    caption: `One thread, Node ${versions.node}, ${machine.cpu}.`,
    alternative: describe(points),
    legend: Object.values(measures),
    layout: {
      kind: 'grid',
      rows: Object.entries(origins).map(([origin, heading]) => ({ heading, panels: panelsOf(origin) })),
    },
  });
  const svg = standaloneSvg(chart);
  return { svg, png: svgToPng(svg) };
}

function headingOf(along, fixed) {
  const others = Object.keys(axes).filter((other) => other !== along);
  return `${axes[along].name} (${others.map((other) => `${axes[other].letter} = ${fixed[other].toLocaleString('en')}`).join(', ')})`;
}

function describe(points) {
  return Object.entries(origins)
    .map(([origin, heading]) => {
      const lines = points
        .filter((point) => point.origin === origin)
        .map(
          ({ numLabels, dim, cardinality, measure, medianMilliseconds }) =>
            `n ${numLabels}, d ${dim}, k ${cardinality}, ${measures[measure].label}: ${formatTime(medianMilliseconds)}`,
        );
      return `${heading}. ${lines.join('; ')}.`;
    })
    .join(' ');
}

/** One drawing: medians as a line, and from the fastest to the slowest set as a bar. */
function panel(along, points, domain) {
  const values = points.map((point) => ({
    x: point[along],
    y: point.medianMilliseconds,
    low: Math.min(...point.milliseconds),
    high: Math.max(...point.milliseconds),
    ...measures[point.measure].color,
    measure: point.measure,
  }));
  const sizes = [...new Set(values.map(({ x }) => x))].sort((a, b) => a - b);
  const x = {
    field: 'x',
    ...numberAxis({
      title: `${axes[along].letter} (log scale)`,
      domain: [sizes[0] / 1.15, sizes.at(-1) * 1.15],
      log: true,
      ticks: sizes,
      format: formatCount,
    }),
  };
  const vertical = numberAxis({
    title: 'Time (log scale)',
    domain,
    log: true,
    ticks: logTicks(domain[0], domain[1], 9),
    format: formatTime,
    titleX: -50,
  });
  const y = { field: 'y', ...vertical };
  const color = { field: 'color', type: 'nominal', scale: null };
  return {
    ...frame({ ...panelSize, height: 290 }, { left: 50, right: 20, top: 30, bottom: 48 }),
    config: chartConfig(12),
    data: { values },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 7, opacity: 0.22, strokeCap: 'round' },
        encoding: { x, y: { ...vertical, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'line', strokeWidth: 2, opacity: 0.85 },
        encoding: { x, y, color, detail: { field: 'measure' } },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1, stroke: surface, strokeWidth: 1.5 },
        encoding: { x, y, color, shape: { field: 'shape', type: 'nominal', scale: null } },
      },
    ],
  };
}

function formatTime(milliseconds) {
  if (milliseconds >= 1000) return `${Number((milliseconds / 1000).toPrecision(2))} s`;
  if (milliseconds >= 1) return `${Number(milliseconds.toPrecision(2))} ms`;
  return `${Number((milliseconds * 1000).toPrecision(2))} µs`;
}

/** 1000 as 1k, so that the ticks of a wide range stand apart. */
function formatCount(count) {
  return count >= 1000 ? `${count / 1000}k` : String(count);
}
