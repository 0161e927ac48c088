import type { ReportData, ReportDataset, ReportDetection, ReportRun, ReportScalar } from '@sbn/report';
import type { DetectionRecord } from '../detection/detection-record.js';
import { reportInBox } from '../detection/report-in-box.js';
import { reportEnvironment } from '../report-environment.js';
import type { ReportConfig } from './config/report.js';
import { guaranteedK } from './detect-stage.js';
import type { ClassificationOutcome, DatasetRecord } from './run-records.js';

/** What a report says, with the metric it speaks about. */
export type ChosenReport = ReportConfig & { readonly metric: string };

/** What {@link reportData} gathers. */
export interface ReportDataOptions {
  readonly title: string;
  /** What an example is and what a label is. */
  readonly description?: string | undefined;
  readonly createdAt: string;
  readonly dataset: DatasetRecord;
  readonly outcomes: readonly ClassificationOutcome[];
  /** Label names, where there are any. */
  readonly labelNames?: readonly string[] | undefined;
  readonly report: ChosenReport;
  /** The configuration as text. */
  readonly config: string;
  /** Command lines that make the report again. */
  readonly reproduce: readonly string[];
}

/** The records of runs as the report wants them. */
export function reportData(options: ReportDataOptions): ReportData {
  const { title, description, createdAt, dataset, outcomes, labelNames, report, config, reproduce } = options;
  const nameOf = new Map(outcomes.map(({ run }) => [run.headId, run.headName]));
  const rule = outcomes.find(({ detection }) => detection !== undefined)?.detection?.question.rule;
  const metrics = outcomes.find(({ evaluation }) => evaluation !== undefined)?.evaluation?.metrics ?? {};
  return {
    title,
    createdAt,
    dataset: { ...reportDataset(dataset), ...(description === undefined ? {} : { description }) },
    runs: outcomes.map((outcome) => reportRun(outcome, labelNames)),
    ...(rule === undefined ? {} : { rule }),
    ...(report.metric in metrics ? { primaryMetric: report.metric } : {}),
    ...(report.comparisons === undefined
      ? {}
      : {
          comparisons: report.comparisons.flatMap(({ candidate, baseline }) => {
            const [one, other] = [nameOf.get(candidate), nameOf.get(baseline)];
            return one === undefined || other === undefined ? [] : [{ candidate: one, baseline: other }];
          }),
        }),
    config,
    reproduce: reproduce.map((command) => ({ command })),
    environment: reportEnvironment(outcomes.map(({ training }) => training.backend)),
    ...(report.notes.length === 0 ? {} : { notes: report.notes }),
  };
}

function reportDataset({
  name,
  numLabels,
  inputKind,
  inputDim,
  provenance,
  description,
}: DatasetRecord): ReportDataset {
  return {
    name,
    numLabels,
    inputKind,
    inputDim,
    splits: (['train', 'valid', 'test'] as const).map((split) => {
      const counts = description?.splits[split];
      return {
        name: split,
        numExamples: provenance.counts[split],
        ...(counts === undefined
          ? {}
          : { numLabelSets: counts.uniqueLabelSets, cardinality: counts.cardinalityHistogram }),
      };
    }),
    provenance: {
      source: provenance.source,
      files: provenance.files.join(', '),
      'dropped labels': provenance.counts.droppedLabels,
      ...scalars(provenance.options),
    },
  };
}

function reportRun(
  { run, training, evaluation, detection }: ClassificationOutcome,
  labelNames: readonly string[] | undefined,
): ReportRun {
  const { head, result, seconds, peakMemoryBytes, backend } = training;
  const k = guaranteedK(run.head);
  return {
    id: run.id,
    head: {
      kind: head.kind,
      label: run.headName,
      columns: head.columns,
      ...(k === undefined ? {} : { k }),
      ...('slackDims' in run.head ? { slackDims: run.head.slackDims } : {}),
      numParams: head.numParams,
      numWeights: head.numWeights,
    },
    seed: run.seed,
    ...(evaluation === undefined ? {} : { test: evaluation.metrics }),
    history: result.history.map(({ epoch, step, trainLoss, metrics, seconds: epochSeconds }) => ({
      epoch: epoch + 1,
      step,
      trainLoss,
      seconds: epochSeconds,
      ...(metrics === null ? {} : { valid: metrics }),
    })),
    ...(detection === undefined ? {} : { detection: reportDetection(detection, labelNames) }),
    timing: {
      trainSeconds: seconds,
      ...(evaluation === undefined ? {} : { evaluateSeconds: evaluation.seconds }),
      ...(detection === undefined ? {} : { detectSeconds: detection.seconds }),
      peakMemoryBytes,
      backend,
    },
  };
}

function reportDetection(
  record: DetectionRecord,
  labelNames: readonly string[] | undefined,
): ReportDetection {
  const { total, argmaxable, unargmaxable, undecided, perExample, guarantee, margins, notable, seconds } =
    record;
  const { inBox } = record;
  return {
    total,
    argmaxable,
    unargmaxable,
    undecided,
    perExample,
    ...(guarantee === undefined
      ? {}
      : {
          guarantee: {
            total: guarantee.total,
            argmaxable: guarantee.argmaxable,
            unargmaxable: guarantee.unargmaxable,
            undecided: guarantee.undecided,
          },
        }),
    ...(margins.counts.length === 0 ? {} : { margins }),
    ...(inBox === undefined ? {} : { inBox: reportInBox(inBox, labelNames) }),
    examples: notable.map(({ labels, status, occurrences, reason }) => ({
      labels: labels.map((label) => labelNames?.[label] ?? String(label)),
      status,
      note: `${occurrences} ${occurrences === 1 ? 'example' : 'examples'}${reason === undefined ? '' : `; ${reason}`}`,
    })),
    seconds,
  };
}

/** Options as name/value pairs; a nested one is named by its path. */
function scalars(options: Readonly<Record<string, unknown>>): Record<string, ReportScalar> {
  const pairs: Record<string, ReportScalar> = {};
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      pairs[key] = value;
    } else if (typeof value === 'object' && !Array.isArray(value)) {
      const nested = scalars(value as Readonly<Record<string, unknown>>);
      for (const [name, scalar] of Object.entries(nested)) pairs[`${key}.${name}`] = scalar;
    } else {
      pairs[key] = JSON.stringify(value);
    }
  }
  return pairs;
}
