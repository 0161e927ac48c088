import { checkInBox } from './check-in-box.js';
import {
  commands,
  count,
  date,
  each,
  finite,
  histogram,
  list,
  notNegative,
  optional,
  record,
  rule,
  scalars,
  show,
  status,
  text,
  verdictCounts,
} from './check-values.js';
import type { ReportData } from './report-data.js';

/**
 * Checks that a value has the shape of ReportData, as far as the report relies on it.
 *
 * Metrics and losses may be missing, `null` or not finite: a diverged run must still get its report.
 *
 * @throws TypeError where a part has the wrong kind, RangeError where a number or a count cannot be; both name the place.
 */
export function checkReportData(value: unknown): asserts value is ReportData {
  const data = record(value, 'data');
  text(data.title, 'data.title');
  date(data.createdAt, 'data.createdAt');
  checkDataset(data.dataset);
  const ids = new Set<string>();
  const labels = new Map<string, string>();
  for (const [i, run] of list(data.runs, 'data.runs').entries())
    checkRun(run, `data.runs[${i}]`, ids, labels);
  optional(data.primaryMetric, 'data.primaryMetric', text);
  optional(data.rule, 'data.rule', rule);
  optional(data.config, 'data.config', text);
  optional(data.notes, 'data.notes', (notes, at) => each(notes, at, text));
  optional(data.environment, 'data.environment', scalars);
  optional(data.reproduce, 'data.reproduce', commands);
  optional(data.comparisons, 'data.comparisons', (pairs, at) =>
    each(pairs, at, (pair, place) => {
      const sides = record(pair, place);
      for (const side of ['candidate', 'baseline'] as const) {
        text(sides[side], `${place}.${side}`);
        if (!labels.has(sides[side] as string)) {
          throw new RangeError(
            `${place}.${side} must be the head.label of a run, got ${show(sides[side])}; there are: ${[...labels.keys()].join('; ')}`,
          );
        }
      }
    }),
  );
}

function checkDataset(value: unknown): void {
  const dataset = record(value, 'data.dataset');
  text(dataset.name, 'data.dataset.name');
  optional(dataset.description, 'data.dataset.description', text);
  optional(dataset.inputKind, 'data.dataset.inputKind', text);
  optional(dataset.numLabels, 'data.dataset.numLabels', count);
  optional(dataset.inputDim, 'data.dataset.inputDim', count);
  optional(dataset.provenance, 'data.dataset.provenance', scalars);
  optional(dataset.splits, 'data.dataset.splits', (splits, at) =>
    each(splits, at, (split, place) => {
      const { name, numExamples, numLabelSets, cardinality } = record(split, place);
      text(name, `${place}.name`);
      count(numExamples, `${place}.numExamples`);
      optional(numLabelSets, `${place}.numLabelSets`, count);
      optional(cardinality, `${place}.cardinality`, (counts, where) => each(counts, where, count));
    }),
  );
}

function checkRun(value: unknown, at: string, ids: Set<string>, labels: Map<string, string>): void {
  const run = record(value, at);
  text(run.id, `${at}.id`);
  if (ids.has(run.id as string))
    throw new RangeError(`${at}.id must be unique, got ${show(run.id)} a second time`);
  ids.add(run.id as string);
  if (!Number.isSafeInteger(run.seed))
    throw new TypeError(`${at}.seed must be an integer, got ${show(run.seed)}`);
  checkHead(run.head, `${at}.head`, labels);
  optional(run.test, `${at}.test`, metrics);
  optional(run.history, `${at}.history`, (history, where) =>
    each(history, where, (line, place) => {
      const { epoch, step, trainLoss, valid, seconds } = record(line, place);
      finite(epoch, `${place}.epoch`);
      optional(step, `${place}.step`, count);
      optional(trainLoss, `${place}.trainLoss`, metric);
      optional(valid, `${place}.valid`, metrics);
      optional(seconds, `${place}.seconds`, notNegative);
    }),
  );
  optional(run.detection, `${at}.detection`, checkDetection);
  optional(run.timing, `${at}.timing`, (timing, place) => {
    const parts = record(timing, place);
    for (const key of ['trainSeconds', 'evaluateSeconds', 'detectSeconds', 'peakMemoryBytes'] as const) {
      optional(parts[key], `${place}.${key}`, notNegative);
    }
    optional(parts.backend, `${place}.backend`, text);
  });
}

function checkHead(value: unknown, at: string, labels: Map<string, string>): void {
  const head = record(value, at);
  text(head.kind, `${at}.kind`);
  text(head.label, `${at}.label`);
  optional(head.series, `${at}.series`, text);
  count(head.columns, `${at}.columns`);
  count(head.numParams, `${at}.numParams`);
  optional(head.k, `${at}.k`, count);
  optional(head.slackDims, `${at}.slackDims`, count);
  optional(head.numWeights, `${at}.numWeights`, count);
  const shape = JSON.stringify([
    head.kind,
    head.series,
    head.columns,
    head.k,
    head.slackDims,
    head.numParams,
    head.numWeights,
  ]);
  const known = labels.get(head.label as string);
  if (known !== undefined && known !== shape) {
    throw new RangeError(
      `${at}.label ${show(head.label)} already names another head (kind, series, columns, k, slackDims, numParams, numWeights: ${known}, here ${shape}); give each configuration its own label`,
    );
  }
  labels.set(head.label as string, shape);
}

function checkDetection(value: unknown, at: string): void {
  const detection = record(value, at);
  verdictCounts(detection, at);
  optional(detection.guarantee, `${at}.guarantee`, (counts, place) =>
    verdictCounts(record(counts, place), place),
  );
  optional(detection.perExample, `${at}.perExample`, (counts, place) =>
    verdictCounts(record(counts, place), place),
  );
  optional(detection.seconds, `${at}.seconds`, notNegative);
  optional(detection.margins, `${at}.margins`, (margins, place) =>
    Array.isArray(margins) ? each(margins, place, finite) : histogram(margins, place),
  );
  optional(detection.inBox, `${at}.inBox`, checkInBox);
  optional(detection.examples, `${at}.examples`, (examples, where) =>
    each(examples, where, (example, place) => {
      const { labels, status: given, note } = record(example, place);
      each(labels, `${place}.labels`, text);
      status(given, `${place}.status`);
      optional(note, `${place}.note`, text);
    }),
  );
}

function metric(value: unknown, at: string): void {
  if (value !== null && typeof value !== 'number') {
    throw new TypeError(`${at} must be a number or null, got ${show(value)}`);
  }
}

function metrics(value: unknown, at: string): void {
  for (const [key, entry] of Object.entries(record(value, at))) metric(entry, `${at}.${key}`);
}
