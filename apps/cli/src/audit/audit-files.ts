import { join } from 'node:path';

/** The files of an audit's folder. */
export interface AuditFiles {
  /** JSON lines, one verdict each, appended as they come. */
  readonly verdicts: string;
  /** What was asked, and the counts; `sbn verify` reads the rule from it. */
  readonly summary: string;
  /** The radii in a box, JSON lines, where the papers' evaluation is asked for. */
  readonly radii: string;
  /** All that can never be output, JSON lines with labels and names. */
  readonly unargmaxable: string;
  /** The whole result for machines. */
  readonly result: string;
  readonly report: string;
  readonly charts: string;
}

/** The paths of an audit's folder. */
export function auditFiles(folder: string): AuditFiles {
  return {
    verdicts: join(folder, 'verdicts.jsonl'),
    summary: join(folder, 'verdicts.summary.json'),
    radii: join(folder, 'radii.jsonl'),
    unargmaxable: join(folder, 'unargmaxable.jsonl'),
    result: join(folder, 'audit.json'),
    report: join(folder, 'report.html'),
    charts: join(folder, 'charts'),
  };
}
