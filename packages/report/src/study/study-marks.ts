import type { StudyChart } from '../study-report-data.js';
import type { MarkStyle } from '../theme/head-colors.js';
import { mostSeries, seriesMarks } from '../theme/series-marks.js';

/** How the series of a study look. */
export interface StudyMarks {
  /** By name, for the rows of tables: empty where a name does not look the same in all charts. */
  readonly shared: ReadonlyMap<string, MarkStyle>;
  of(chart: StudyChart): ReadonlyMap<string, MarkStyle>;
}

/** One look for each name in the whole report; with more names than there are looks, one in each chart. */
export function studyMarks(charts: readonly StudyChart[]): StudyMarks {
  const namesOf = (chart: StudyChart): string[] => chart.series.map(({ name }) => name);
  const names = [...new Set(charts.flatMap(namesOf))];
  if (names.length <= mostSeries) {
    const shared = seriesMarks(names);
    return { shared, of: () => shared };
  }
  return { shared: new Map(), of: (chart) => seriesMarks(namesOf(chart)) };
}
