import type { StudyChart } from '@sbn/report';

/** The most lines that a chart has room for. */
const mostSeries = 12;

/** A chart with any number of series as charts with room for theirs; none where there is nothing to draw. */
export function chartParts(chart: StudyChart): StudyChart[] {
  const { id, title, series } = chart;
  return Array.from({ length: Math.ceil(series.length / mostSeries) }, (_, part) => ({
    ...chart,
    ...(part === 0 ? {} : { id: `${id}-${part + 1}`, title: `${title} (${part + 1})` }),
    series: series.slice(part * mostSeries, (part + 1) * mostSeries),
  }));
}
