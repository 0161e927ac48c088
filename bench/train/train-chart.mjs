// The chart of how a step's time grows, in the look of the reports' charts.

// The parts that draw are internal to @sbn/report, so they come from its build and not through its exports.
const reportFile = (path) => new URL(path, import.meta.resolve('@sbn/report')).href;
const { drawChart } = await import(reportFile('charts/draw-chart.js'));
const { frame } = await import(reportFile('charts/frame.js'));
const { logTicks } = await import(reportFile('charts/log-ticks.js'));
const { numberAxis } = await import(reportFile('charts/number-axis.js'));
const { standaloneSvg } = await import(reportFile('charts/standalone-svg.js'));
const { svgToPng } = await import(reportFile('charts/svg-to-png.js'));
const { chartConfig, panelSize, surface } = await import(reportFile('theme/chart-theme.js'));

const series = {
  torch: { label: 'PyTorch, its fastest Adam', color: { color: 'var(--head-2)', shape: 'square' } },
  fused: { label: 'fused engine', color: { color: 'var(--head-1)', shape: 'circle' } },
  floor: {
    label: 'floor: WebAssembly cannot be faster here',
    color: { color: 'var(--ink-3)', shape: 'diamond' },
  },
};
const axes = {
  numLabels: { name: 'Labels', letter: 'n' },
  dim: { name: 'Columns', letter: 'd' },
  batchSize: { name: 'Examples in a batch', letter: 'B' },
};

/**
 * @param document the JSON of the training benchmark
 * @returns `{ svg, png }`
 */
export async function drawTrainChart({ growth, machine, versions }) {
  const points = pointsOf(growth);
  const times = points.map(({ y }) => y);
  const domain = [Math.min(...times) / 1.3, Math.max(...times) * 1.3];
  const threads = [...new Set(points.map((point) => point.threads))];
  const shown = Object.keys(series).filter((name) => points.some((point) => point.name === name));
  const chart = await drawChart({
    name: 'train-growth',
    title: 'Time of one training step of a BSL: 768 features → d columns → n labels',
    caption: `Medians. Node ${versions.node}${versions.torch === undefined ? '' : `, PyTorch ${versions.torch.torch}`}, ${machine.cpu}.`,
    alternative: describe(points),
    legend: shown.map((name) => series[name]),
    layout: {
      kind: 'grid',
      rows: threads.map((count) => ({
        heading: count === 1 ? 'One thread' : `${count} threads`,
        panels: Object.keys(axes).map((along) => ({
          heading: headingOf(along, growth.fixed),
          spec: panel(
            along,
            points.filter((point) => point.along === along && point.threads === count),
            domain,
          ),
        })),
      })),
    },
  });
  const svg = standaloneSvg(chart);
  return { svg, png: svgToPng(svg) };
}

/** One point for each side and place in a series. */
function pointsOf({ fixed, series: lines, rows }) {
  return lines.flatMap(({ along, values }) =>
    rows
      .filter(({ head, batchSize }) => {
        const place = { numLabels: head.numLabels, dim: head.dim, batchSize };
        return (
          Object.keys(axes).every((axis) => axis === along || place[axis] === fixed[axis]) &&
          values.includes(place[along])
        );
      })
      .flatMap(({ head, batchSize, threads, floor, sides }) => {
        const x = { numLabels: head.numLabels, dim: head.dim, batchSize }[along];
        const point = (name, y) => ({ along, threads, name, x, y });
        return [
          ...Object.entries(sides).flatMap(([name, { medianMilliseconds }]) =>
            medianMilliseconds === undefined ? [] : [point(name, medianMilliseconds)],
          ),
          point('floor', floor.milliseconds),
        ];
      }),
  );
}

function headingOf(along, fixed) {
  const others = Object.keys(axes).filter((other) => other !== along);
  return `${axes[along].name} (${others.map((other) => `${axes[other].letter} = ${fixed[other].toLocaleString('en')}`).join(', ')})`;
}

function describe(points) {
  return points
    .map(
      ({ along, threads, name, x, y }) =>
        `${axes[along].letter} ${x}, ${threads} threads, ${series[name].label}: ${formatTime(y)}`,
    )
    .join('; ');
}

/** One drawing: medians as lines with a mark at each size; the floor is dashed. */
function panel(along, points, domain) {
  const values = points.map(({ name, ...point }) => ({ ...point, name, ...series[name].color }));
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
  const isFloor = "datum.name === 'floor'";
  return {
    ...frame({ ...panelSize, height: 290 }, { left: 50, right: 20, top: 30, bottom: 48 }),
    config: chartConfig(12),
    data: { values },
    layer: [
      {
        transform: [{ filter: isFloor }],
        mark: { type: 'line', strokeWidth: 2, strokeDash: [5, 4] },
        encoding: { x, y, color },
      },
      {
        transform: [{ filter: `!(${isFloor})` }],
        mark: { type: 'line', strokeWidth: 2, opacity: 0.85 },
        encoding: { x, y, color, detail: { field: 'name' } },
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
