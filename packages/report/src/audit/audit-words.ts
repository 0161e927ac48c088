import type { AuditQuestion, AuditReportData } from '../audit-report-data.js';
import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';

/** The words for the three verdicts under one rule. */
export interface AuditWords {
  /** `can win`, as in "this class can win". */
  readonly can: string;
  /** `can never win`. */
  readonly never: string;
}

/** What a verdict means in plain words: a class wins, a label set is output, a list is the top k. */
export function auditWords({ rule }: Pick<AuditQuestion, 'rule'>): AuditWords {
  if (rule === 'argmax') return { can: 'can win', never: 'can never win' };
  if (rule === 'threshold') return { can: 'can be output', never: 'can never be output' };
  return { can: `can be the top ${rule.topK}`, never: `can never be the top ${rule.topK}` };
}

/** `for inputs with |x_j| ≤ 100`, or `whatever the input`. */
export function inputWords({ box }: Pick<AuditQuestion, 'box'>): string {
  return box === undefined ? 'whatever the input' : `for inputs with every |x| ≤ ${formatNumber(box)}`;
}

/**
 * The audit in one line: `6,416 of 6,625 characters can win; 202 can never; 7 undecided`.
 *
 * @param data the counts, and what was asked
 */
export function summariseAudit({
  question,
  verdicts,
}: Pick<AuditReportData, 'question' | 'verdicts'>): string {
  const { total, argmaxable, unargmaxable, undecided } = verdicts;
  return `${formatCount(argmaxable)} of ${formatCount(total)} ${question.noun} ${auditWords(question).can}; ${formatCount(unargmaxable)} can never; ${formatCount(undecided)} undecided`;
}
