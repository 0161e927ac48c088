import type { ShareInterval } from '@sbn/detect';
import type { AuditReportData } from '@sbn/report';
import type { DetectionRecord } from '../detection/detection-record.js';
import { reportInBox } from '../detection/report-in-box.js';
import type { NamedLayer } from '../layer/read-layer.js';
import { reportEnvironment } from '../report-environment.js';
import { formatCount } from '../terminal/format-number.js';
import type { AuditFindings } from './gather-findings.js';
import type { OpenQuestion } from './open-question.js';

/** What {@link auditReportData} gathers. */
export interface AuditReportOptions {
  readonly title: string;
  readonly createdAt: string;
  /** What the audited things are called, in the plural. */
  readonly noun: string;
  readonly layer: NamedLayer;
  readonly question: OpenQuestion;
  readonly record: DetectionRecord;
  readonly findings: AuditFindings;
  readonly share: ShareInterval | undefined;
  readonly verifyCommand: string;
  readonly auditCommand: string;
}

/** The result of an audit as its report wants it. */
export function auditReportData(options: AuditReportOptions): AuditReportData {
  const { title, createdAt, noun, layer, question, record, findings, share } = options;
  const { total, argmaxable, unargmaxable, undecided, margins, seconds, resumedFrom } = record;
  const { rule, box, layer: audited } = record.question;
  const { margins: singleMargins, ...found } = findings;
  const { inBox } = record;
  const sizes = record.byCardinality.map(({ perExample: _, ...counts }) => counts);
  return {
    title,
    createdAt,
    layer: {
      source: layer.source,
      ...(layer.tensor === undefined ? {} : { tensor: layer.tensor }),
      ...(layer.biasTensor === undefined ? {} : { biasTensor: layer.biasTensor }),
      numLabels: audited.numLabels,
      dim: audited.dim,
      hasBias: layer.bias !== undefined,
      details: {
        'in the file': layer.transposed ? 'one column per label' : 'one row per label',
        'SHA-256 of the numbers': audited.sha256,
      },
    },
    question: { rule, ...(box === undefined ? {} : { box }), noun, asked: question.asked },
    verdicts: { total, argmaxable, unargmaxable, undecided },
    ...(share === undefined || question.population === undefined
      ? {}
      : {
          sample: {
            population: formatCount(question.population),
            estimate: share.estimate ?? 0,
            low: share.low,
            high: share.high,
            confidence: share.confidence,
          },
        }),
    ...(sizes.length > 1 ? { byCardinality: sizes } : {}),
    ...(singleMargins !== undefined
      ? { margins: singleMargins }
      : margins.counts.length === 0
        ? {}
        : { margins }),
    ...(inBox === undefined ? {} : { inBox: reportInBox(inBox, layer.labelNames) }),
    marginsAreBest: record.marginsAreBest,
    decidedBy: record.decidedBy.map(({ name, count, milliseconds }) => ({
      name,
      count,
      seconds: milliseconds / 1000,
    })),
    ...found,
    verify: [
      {
        command: options.verifyCommand,
        note: 'Evaluates every input and sums up every certificate, trusting no solver.',
      },
    ],
    reproduce: [{ command: options.auditCommand }],
    environment: reportEnvironment(),
    // The time of an audit that was interrupted is not known.
    ...(resumedFrom > 0 ? {} : { seconds }),
  };
}
