// The chart of the growth benchmark, in the look of the reports' charts.
import { drawTimeChart, formatTime, panelHeading, timeDomain, timePanel } from './time-charts.mjs';

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
  const domain = timeDomain(
    points.flatMap(({ milliseconds }) => milliseconds),
    1.2,
  );
  const panelsOf = (origin) =>
    Object.keys(axes)
      .filter((along) => points.some((point) => point.along === along))
      .map((along) => ({
        heading: panelHeading(axes, along, fixed),
        spec: panel(
          along,
          points.filter((point) => point.origin === origin && point.along === along),
          domain,
        ),
      }));
  return drawTimeChart({
    name: 'detect-growth',
    title: 'Time to decide one label set, and to find its exact radius',
    caption: `One thread, Node ${versions.node}, ${machine.cpu}.`,
    alternative: describe(points),
    legend: Object.values(measures),
    rows: Object.entries(origins).map(([origin, heading]) => ({ heading, panels: panelsOf(origin) })),
  });
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
  return timePanel({
    letter: axes[along].letter,
    values,
    domain,
    layers: ({ x, y, color }) => [
      {
        mark: { type: 'rule', strokeWidth: 7, opacity: 0.22, strokeCap: 'round' },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
      },
      {
        mark: { type: 'line', strokeWidth: 2, opacity: 0.85 },
        encoding: { x, y, color, detail: { field: 'measure' } },
      },
    ],
  });
}
