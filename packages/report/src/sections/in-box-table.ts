import { formatNumber } from '../format/format-number.js';
import { formatPercent } from '../format/format-percent.js';
import { type Html, html } from '../html/html.js';
import { meanAndSpread } from '../html/mean-and-spread.js';
import { headName } from '../html/swatch.js';
import { table } from '../html/table.js';
import type { ReportBoxCounts, ReportInBox } from '../in-box-data.js';
import type { Configuration } from '../summary/configuration.js';
import type { Digest } from '../summary/digest.js';
import { type Spread, spread } from '../summary/spread.js';

interface Row {
  readonly configuration: Configuration;
  readonly proved: Spread | null;
  readonly inBox: readonly ReportInBox[];
}

/** What each head can output as the papers decide it, beside what is proved. Null where nothing was measured in a box. */
export function inBoxTable(digest: Digest): Html | null {
  const rows = digest.configurations.flatMap((configuration): Row[] => {
    const detections = configuration.runs.flatMap(({ detection }) => detection ?? []);
    const measured = detections.filter(({ inBox, total }) => inBox !== undefined && total > 0);
    if (measured.length === 0) return [];
    return [
      {
        configuration,
        proved: spread(measured.map(({ argmaxable, total }) => argmaxable / total)),
        inBox: measured.map(({ inBox }) => inBox!),
      },
    ];
  });
  if (rows.length === 0) return null;
  const { box, epsilon, leastRadius } = rows[0]!.inBox[0]!;
  const share = (of: 'sets' | 'examples', key: keyof ReportBoxCounts): ((row: Row) => Html) => {
    return ({ inBox }) =>
      meanAndSpread(spread(inBox.map(({ [of]: counts }) => counts[key] / counts.total)), formatPercent);
  };
  return table<Row>({
    caption: 'As the papers decide it',
    note: `Argmaxable in the box: a ball of inputs of radius ${formatNumber(leastRadius)} or more with its center in |x| ≤ ${formatNumber(box)}. ε-argmaxable: a radius over ε = ${formatNumber(epsilon)}. Both by proved bounds. Not found: sets of which an input is known, and that are not argmaxable in the box.`,
    columns: [
      { header: 'Head', cell: ({ configuration }) => headName(configuration) },
      {
        header: 'Argmaxable, proved',
        numeric: true,
        cell: ({ proved }) => meanAndSpread(proved, formatPercent),
      },
      { header: 'In the box, of sets', numeric: true, cell: share('sets', 'argmaxable') },
      { header: 'In the box, of examples', numeric: true, cell: share('examples', 'argmaxable') },
      { header: 'ε-argmaxable, of sets', numeric: true, cell: share('sets', 'epsilonArgmaxable') },
      { header: 'ε-argmaxable, of examples', numeric: true, cell: share('examples', 'epsilonArgmaxable') },
      {
        header: 'Median radius',
        numeric: true,
        cell: ({ inBox }) => meanAndSpread(spread(inBox.map(({ radii }) => medianOf(radii))), formatNumber),
      },
      {
        header: 'Not found',
        numeric: true,
        cell: ({ inBox }) => {
          const sum = inBox.reduce((all, { disagreements }) => all + disagreements.sets, 0);
          return sum === 0 ? html`0` : html`<strong>${sum}</strong>`;
        },
      },
    ],
    rows,
  });
}

function medianOf(radii: ReportInBox['radii']): number | null {
  return radii?.find(({ percent }) => percent === 50)?.sets ?? null;
}
