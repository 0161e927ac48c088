// The chart of how a step's time grows, in the look of the reports' charts.
import { drawTimeChart, formatTime, panelHeading, timeDomain, timePanel } from '../time-charts.mjs';

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
  const domain = timeDomain(
    points.map(({ y }) => y),
    1.3,
  );
  const threads = [...new Set(points.map((point) => point.threads))];
  const shown = Object.keys(series).filter((name) => points.some((point) => point.name === name));
  return drawTimeChart({
    name: 'train-growth',
    title: 'Time of one training step of a BSL: 768 features → d columns → n labels',
    caption: `Medians. Node ${versions.node}${versions.torch === undefined ? '' : `, PyTorch ${versions.torch.torch}`}, ${machine.cpu}.`,
    alternative: describe(points),
    legend: shown.map((name) => series[name]),
    rows: threads.map((count) => ({
      heading: count === 1 ? 'One thread' : `${count} threads`,
      panels: Object.keys(axes).map((along) => ({
        heading: panelHeading(axes, along, growth.fixed),
        spec: panel(
          along,
          points.filter((point) => point.along === along && point.threads === count),
          domain,
        ),
      })),
    })),
  });
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
  const isFloor = "datum.name === 'floor'";
  return timePanel({
    letter: axes[along].letter,
    values,
    domain,
    layers: ({ x, y, color }) => [
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
    ],
  });
}
