import type { AuditReportData, AuditRow } from '@sbn/report';
import { readVerdicts } from '../detection/read-verdicts.js';
import { openWholeLines } from '../files/open-whole-lines.js';
import type { NamedLayer } from '../layer/read-layer.js';

/** Lists longer than this are cut in the report; the files beside it have everything. */
const listedLimit = 2000;
const undecidedLimit = 500;
/** Rows of certificates in a report: more would make a page that browsers are slow with. */
const certificateRowLimit = 40_000;
const marginLimit = 50_000;
const rowLimit = 200_000;

/** What an audit's report shows besides the counts. */
export type AuditFindings = Required<Pick<AuditReportData, 'unargmaxable' | 'undecided'>> &
  Pick<AuditReportData, 'margins' | 'rows'>;

/**
 * Reads the verdicts of a finished audit, one at a time, and gathers what its report shows one by one. Writes the list of
 * everything unargmaxable to a file on the way.
 *
 * What is kept is bounded; the file is not.
 */
export async function gatherFindings(options: {
  readonly verdictsFile: string;
  readonly listFile: string;
  readonly layer: Pick<NamedLayer, 'weights' | 'bias' | 'labelNames'>;
  /** Whether each verdict is about one class. */
  readonly areClasses: boolean;
}): Promise<AuditFindings> {
  const { verdictsFile, listFile, layer, areClasses } = options;
  const { weights, bias, labelNames } = layer;
  const unargmaxable: AuditFindings['unargmaxable'][number][] = [];
  const undecided: AuditFindings['undecided'][number][] = [];
  const margins: number[] = [];
  const rows: AuditRow[] = [];
  let certificateRows = 0;
  let numMargins = 0;
  const nameOf = (label: number): string => labelNames?.[label] ?? String(label);
  const naming = (labels: readonly number[]): { labels: string[]; numbers?: readonly number[] } => ({
    labels: labels.map(nameOf),
    ...(labelNames === undefined ? {} : { numbers: labels }),
  });
  const list = await openWholeLines(listFile);
  try {
    for await (const { verdict } of readVerdicts(verdictsFile)) {
      const { labels, status } = verdict;
      if (areClasses && rows.length < rowLimit) {
        const [label] = labels as [number];
        rows.push({
          norm: Math.hypot(...weights.data.subarray(label * weights.cols, (label + 1) * weights.cols)),
          ...(bias === undefined ? {} : { bias: bias[label]! }),
          status,
        });
      }
      if (status === 'argmaxable') {
        if (verdict.proof !== 'witness' || !(verdict.margin > 0)) continue;
        numMargins++;
        if (margins.length < marginLimit) margins.push(verdict.margin);
      } else if (status === 'undecided') {
        if (undecided.length >= undecidedLimit) continue;
        const { reason, marginUpperBound } = verdict;
        undecided.push({
          ...naming(labels),
          reason,
          ...(marginUpperBound === undefined ? {} : { marginUpperBound }),
        });
      } else {
        await list.write({
          labels,
          ...(labelNames === undefined ? {} : { names: labels.map(nameOf) }),
        });
        if (unargmaxable.length >= listedLimit) continue;
        const { rows: ruling, multipliers } = verdict.certificate;
        const inSet = new Set(labels);
        certificateRows += ruling.length;
        unargmaxable.push({
          ...naming(labels),
          proof: verdict.proof,
          ...(certificateRows > certificateRowLimit
            ? {}
            : {
                certificate: ruling.map((row, i) => ({
                  label: labelNames === undefined ? String(row) : `${nameOf(row)} #${row}`,
                  inSet: inSet.has(row),
                  multiplier: multipliers[i]!,
                })),
              }),
        });
      }
    }
    await list.commit();
  } finally {
    await list.close();
  }
  return {
    unargmaxable,
    undecided,
    ...(areClasses && rows.length < rowLimit ? { rows } : {}),
    // Beyond that the histogram of the summary has to do.
    ...(numMargins > marginLimit ? {} : { margins }),
  };
}
