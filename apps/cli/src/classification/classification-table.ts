import type { Colors } from '../terminal/colors.js';
import { formatInteger, formatShare } from '../terminal/format-number.js';
import { metricTitle } from '../terminal/metric-title.js';
import { renderTable } from '../terminal/table.js';
import type { ClassificationSummary, Spread } from './classification-summary.js';

/** The summary of an experiment as a table for the terminal, with a line per comparison below it. */
export function classificationTable(summary: ClassificationSummary, colors: Colors): string {
  const { heads, comparisons, metric } = summary;
  const hasBox = heads.some(({ inBox }) => inBox !== null);
  const hasGuarantee = heads.some(({ brokenGuarantee }) => brokenGuarantee !== null);
  const table = renderTable(
    [
      { title: 'Head' },
      { title: 'Seeds', align: 'right' },
      { title: 'Parameters', align: 'right' },
      { title: metricTitle(metric), align: 'right' },
      { title: 'Unargmaxable', align: 'right' },
      ...(hasGuarantee ? [{ title: '(of <= k labels)', align: 'right' as const }] : []),
      { title: 'Undecided', align: 'right' },
      ...(hasBox
        ? [
            { title: 'Argmaxable in the box', align: 'right' as const },
            { title: 'ε-argmaxable', align: 'right' as const },
          ]
        : []),
    ],
    heads.map((head) => [
      head.headName,
      String(head.seeds.length),
      formatInteger(head.numParams),
      formatSpread(head.metric),
      colorShare(head.unargmaxable, colors),
      ...(hasGuarantee ? [colorShare(head.brokenGuarantee, colors)] : []),
      head.undecided === null ? '-' : formatShare(head.undecided.mean),
      ...(hasBox
        ? [head.inBox?.argmaxable, head.inBox?.epsilonArgmaxable].map((shares) =>
            shares === undefined ? '-' : formatShare(shares.sets.mean),
          )
        : []),
    ]),
    colors,
  );
  const names = new Map(heads.map(({ headId, headName }) => [headId, headName]));
  const lines = comparisons.map(({ candidate, baseline, relativeDifference, parameterSaving }) => {
    const difference =
      relativeDifference === null
        ? ''
        : `${metricTitle(metric)} ${relativeDifference < 0 ? '' : '+'}${(100 * relativeDifference).toFixed(1)}%, `;
    const saving = `${(100 * Math.abs(parameterSaving)).toFixed(1)}% ${parameterSaving < 0 ? 'more' : 'fewer'} parameters`;
    return `${names.get(candidate)} against ${names.get(baseline)}: ${difference}${saving}`;
  });
  return lines.length === 0 ? table : `${table}\n\n${lines.join('\n')}`;
}

function formatSpread(spread: Spread | null): string {
  if (spread === null) return '-';
  const mean = spread.mean.toFixed(4);
  return spread.deviation === null ? mean : `${mean} ±${spread.deviation.toFixed(4)}`;
}

function colorShare(spread: Spread | null, { red, green }: Colors): string {
  if (spread === null) return '-';
  return (spread.mean > 0 ? red : green)(formatShare(spread.mean));
}
