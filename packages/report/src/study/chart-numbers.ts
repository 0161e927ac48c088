import { type Html, html } from '../html/html.js';
import { table } from '../html/table.js';
import type { StudyChart } from '../study-report-data.js';
import { axisNumber } from './chart-words.js';
import { meanWithInterval, studyCell } from './study-cell.js';

/** The numbers of a chart as a table that opens on demand: a row for each x, a column for each series. */
export function chartNumbers(chart: StudyChart): Html {
  const [x, y] = [axisNumber(chart.x), axisNumber(chart.y)];
  const byX = chart.series.map(({ points }) => new Map(points.map((point) => [point.x, point])));
  const xs = [...new Set(byX.flatMap((points) => [...points.keys()]))].sort((a, b) => a - b);
  return html`<details><summary>Numbers of “${chart.title}”</summary>${table<number>({
    caption: chart.y.title,
    columns: [
      { header: chart.x.title, cell: x },
      ...chart.series.map(({ name }, i) => ({
        header: name,
        numeric: true,
        cell: (at: number) => {
          const { y: mean = null, low, high } = byX[i]!.get(at) ?? {};
          return mean === null ? studyCell(null, y, 1) : meanWithInterval({ mean, low, high }, y);
        },
      })),
    ],
    rows: xs,
  })}</details>`;
}
